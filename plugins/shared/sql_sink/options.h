// SPDX-License-Identifier: Apache-2.0
// What every sink into a database is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/options.h"
#include "etl/schema.h"

namespace etl::sql_sink {

enum class Mode { kAppend, kReplace, kUpsert };

struct LoadOptions {
  LoadOptions();

  Located<std::string> table;
  std::string mode_name = "append";
  Located<std::vector<std::string>> key;  // columns of the stream
  bool create = false;
  Located<StringMap> rename;  // the stream's column → the table's
  std::int64_t batch_rows = 100'000;

  Mode mode() const {
    if (mode_name == "append") return Mode::kAppend;
    return mode_name == "replace" ? Mode::kReplace : Mode::kUpsert;
  }
};

// With the connection's own keys, which differ per database.
template <typename ConnectionOptions>
struct SinkOptions : LoadOptions {
  ConnectionOptions connection;

  static auto Spec() {
    using Self = SinkOptions;
    return OptionSpec<Self>()
        .Connection(&Self::connection)
        .template Required<Located<std::string>>("table", &Self::table, "Table to load.")
        .Binding()
        .template Optional<std::string>(
            "mode", &Self::mode_name,
            "append: add the rows; replace: they become the whole table; upsert: insert those with "
            "a new key, update those whose values differ.")
        .Values({"append", "replace", "upsert"})
        .template Optional<Located<std::vector<std::string>>>(
            "key", &Self::key, "Columns that identify a row: those of a unique index of the table.")
        .template Optional<bool>("create", &Self::create,
                                 "Create the table if it is missing, with `key` as its key.")
        .template Optional<Located<StringMap>>("rename", &Self::rename,
                                               "Names in the table, by column.")
        .Binding()
        .template Optional<std::int64_t>("batch_rows", &Self::batch_rows,
                                         "Most rows of one statement.");
  }
};

// What can be said of the options and the stream without a database. Throws ConfigError.
void CheckOptions(const LoadOptions& options, const Schema& schema);

// The name in the table of a column of the stream.
std::string NameInTable(const LoadOptions& options, const std::string& column);

}  // namespace etl::sql_sink
