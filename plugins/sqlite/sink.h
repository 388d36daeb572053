// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/plugin.h"
#include "plugins/shared/sql_sink/options.h"
#include "plugins/shared/sql_sink/token.h"
#include "plugins/sqlite/options.h"
#include "plugins/sqlite/target_table.h"

namespace etl::sqlite {

using SqliteSinkOptions = sql_sink::SinkOptions<ConnectionOptions>;

// Loads a table. Appends in one transaction, which stays open until the run is decided; for replace
// and upsert the rows go into a staging table first. One thread, but for Cancel.
class SqliteSink final : public VolatileSink {
 public:
  using Options = SqliteSinkOptions;
  static constexpr bool kSettlesWithOptions = true;
  static bool IsVolatile(const SqliteSinkOptions& options) {
    return options.mode() == sql_sink::Mode::kAppend;
  }

  explicit SqliteSink(SqliteSinkOptions options) : options_(std::move(options)) {}
  ~SqliteSink() override;

  static void Describe(const SqliteSinkOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const SqliteSinkOptions& options, Context& context,
                    const std::vector<PlanInput>& inputs, CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch& batch) override;
  std::string Prepare() override;
  void Commit() override;
  void Cancel() noexcept override { cancelled_ = true; }

  static bool Committed(Context& context, const SqliteSinkOptions& options, std::string_view token);
  static void Settle(Context& context, const SqliteSinkOptions* options, std::string_view token,
                     Decision decision);

 private:
  TargetTable FindTarget(const Schema& schema);
  void Stage(const TargetTable& target);
  void Insert(const RecordBatch& batch);
  void InsertHeld();
  [[noreturn]] void ThrowSameKey(const RecordBatch& batch, std::int64_t row,
                                 std::int64_t stream_row) const;

  SqliteSinkOptions options_;
  Context* context_ = nullptr;
  std::atomic<bool> cancelled_ = false;
  std::unique_ptr<WriteDatabase> database_;
  std::vector<sql_sink::BoundColumn> columns_;
  Statement insert_;
  sql_sink::Token token_;
  std::vector<RecordBatch> held_;  // for the staging table
  std::int64_t rows_ = 0;
  bool staged_ = false;     // the staging table is ours to drop
  bool has_rules_ = false;  // of the table, which only a rehearsal can tell
};

}  // namespace etl::sqlite
