// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/plugin.h"
#include "plugins/mysql/bulk_load.h"
#include "plugins/mysql/interrupter.h"
#include "plugins/mysql/options.h"
#include "plugins/mysql/target_table.h"
#include "plugins/shared/sql_sink/options.h"
#include "plugins/shared/sql_sink/token.h"

namespace etl::mysql {

using MysqlSinkOptions = sql_sink::SinkOptions<ConnectionOptions>;

// Loads a table. Appends in one transaction, which stays open until the run is decided; for replace
// and upsert the rows go into a staging table first. One thread, but for Cancel.
class MysqlSink final : public VolatileSink {
 public:
  using Options = MysqlSinkOptions;
  static constexpr bool kSettlesWithOptions = true;
  static bool IsVolatile(const MysqlSinkOptions& options) {
    return options.mode() == sql_sink::Mode::kAppend;
  }

  explicit MysqlSink(MysqlSinkOptions options) : options_(std::move(options)) {}
  ~MysqlSink() override;

  static void Describe(const MysqlSinkOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const MysqlSinkOptions& options, Context& context,
                    const std::vector<PlanInput>& inputs, CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch& batch) override;
  std::string Prepare() override;
  void Commit() override;
  void Cancel() noexcept override { interrupter_.Cancel(); }

  static bool Committed(Context& context, const MysqlSinkOptions& options, std::string_view token);
  static void Settle(Context& context, const MysqlSinkOptions* options, std::string_view token,
                     Decision decision);

 private:
  TargetTable FindTarget(const Schema& schema);
  void Create(const Schema& schema);
  void Stage(const TargetTable& target, const std::vector<sql_sink::BoundColumn>& columns);
  template <typename Body>
  auto Guarded(std::string_view doing, Body body);

  MysqlSinkOptions options_;
  Context* context_ = nullptr;
  Interrupter interrupter_;
  std::unique_ptr<WriteSession> session_;
  std::optional<TableName> table_;
  std::unique_ptr<BulkLoad> load_;
  sql_sink::Token token_;
  bool staged_ = false;  // the staging table is ours to drop
};

}  // namespace etl::mysql
