// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "etl/plugin.h"
#include "plugins/shared/atomic_file/atomic_file.h"

namespace etl::ddl {

struct DdlOptions {
  std::filesystem::path path;
  std::string table;
  std::string dialect = "mysql";
  std::string primary_key = "id";
  Located<StringMap> rename;

  static auto Spec() {
    return OptionSpec<DdlOptions>()
        .Required("path", &DdlOptions::path, "File to write; appears when the run commits.")
        .Binding()
        .Required("table", &DdlOptions::table, "Name of the table.")
        .Binding()
        .Optional("dialect", &DdlOptions::dialect, "Whose SQL to write.")
        .Values({"mysql", "postgres", "sqlite"})
        .Optional("primary_key", &DdlOptions::primary_key,
                  "A counter that the table gets as its key; \"\" for none.")
        .Optional("rename", &DdlOptions::rename, "Names in the table, by column.")
        .Binding();
  }
};

// Writes CREATE TABLE for the schema that arrives, all or nothing; the rows themselves are only
// counted by the host. One thread.
class DdlSink final : public Sink {
 public:
  using Options = DdlOptions;

  explicit DdlSink(DdlOptions options) : options_(std::move(options)) {}

  static void Describe(const DdlOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const DdlOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch&) override {}
  std::string Prepare() override;
  static void Settle(Context& context, const DdlOptions* options, std::string_view token,
                     Decision decision);

 private:
  DdlOptions options_;
  Context* context_ = nullptr;
  atomic_file::AtomicFile file_;
};

}  // namespace etl::ddl
