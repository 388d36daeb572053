// SPDX-License-Identifier: Apache-2.0
// What every lookup is told.
#pragma once

#include <string>
#include <vector>

#include "plugins/shared/sql_source/options.h"

namespace etl::lookup {

struct LookupSettings {
  Located<StringMap> on;                    // input column: column of the table
  Located<std::vector<std::string>> keys;   // for names that are the same on both sides
  Located<std::vector<std::string>> order;  // of the rows within a key
  Located<int> batch{1000, {}};             // keys in a statement
  std::string type = "inner";

  bool keeps_unmatched() const { return type == "left"; }
};

inline constexpr int kMaxBatch = 10'000;
inline constexpr int kMaxValues = 30'000;  // SQLite takes 32,766

// With the connection's own keys, which differ per database.
template <typename ConnectionOptions>
struct LookupOptions : sql_source::SourceOptions<ConnectionOptions>, LookupSettings {
  // An aggregate with bases is more than GCC 12 can follow: it warns of its members.
  LookupOptions() = default;

  static auto Spec() {
    using Text = Located<std::string>;
    using List = Located<std::vector<std::string>>;
    using Self = LookupOptions;
    return OptionSpec<Self>()
        .Connection(static_cast<ConnectionOptions Self::*>(&Self::connection))
        .template Optional<Text>("table", &Self::table, "Table or view to look in.")
        .Binding()
        .template Optional<Text>("query", &Self::query,
                                 "One SELECT, instead of a table; :param is a pipeline parameter.")
        .Sql()
        .Binding()
        .template Optional<Text>("where", &Self::where,
                                 "Condition in SQL that the rows must meet; :param as in query.")
        .Sql()
        .Binding()
        .template Optional<Located<StringMap>>("rename", &Self::rename,
                                               "Database column: name in the pipeline.")
        .Binding()
        .template Required<DeclaredSchema>("schema", &Self::schema,
                                           "Columns to fetch and their types, the keys among them.")
        .Binding()
        .template Optional<Located<StringMap>>(
            "on", &Self::on, "Input column: the column of the table that must be equal to it.")
        .template Optional<List>("keys", &Self::keys,
                                 "The same, for columns that have one name on both sides.")
        .template Optional<std::string>("type", &Self::type,
                                        "What becomes of an input row that nothing matches.")
        .Values({"inner", "left"})
        .template Optional<List>("order", &LookupSettings::order,
                                 "Order of the rows within a key: COLUMN [asc|desc] [nulls "
                                 "first|nulls last]. Ties follow a unique key of the table.")
        .template Optional<Located<int>>("batch", &Self::batch, "Keys in one statement.");
  }
};

}  // namespace etl::lookup
