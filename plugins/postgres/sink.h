// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/plugin.h"
#include "plugins/postgres/copy_writer.h"
#include "plugins/postgres/interrupter.h"
#include "plugins/postgres/options.h"
#include "plugins/postgres/target_table.h"
#include "plugins/shared/sql_sink/options.h"
#include "plugins/shared/sql_sink/token.h"

namespace etl::postgres {

using PostgresSinkOptions = sql_sink::SinkOptions<ConnectionOptions>;

// Loads a table. Appends in one transaction, which stays open until the run is decided; for replace
// and upsert the rows go into a staging table first, which is created in the transaction that fills
// it. One thread, but for Cancel.
class PostgresSink final : public VolatileSink {
 public:
  using Options = PostgresSinkOptions;
  static constexpr bool kSettlesWithOptions = true;
  static bool IsVolatile(const PostgresSinkOptions& options) {
    return options.mode() == sql_sink::Mode::kAppend;
  }

  explicit PostgresSink(PostgresSinkOptions options) : options_(std::move(options)) {}
  ~PostgresSink() override;

  static void Describe(const PostgresSinkOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const PostgresSinkOptions& options, Context& context,
                    const std::vector<PlanInput>& inputs, CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch& batch) override;
  std::string Prepare() override;
  void Commit() override;
  void Cancel() noexcept override { interrupter_.Cancel(); }

  static bool Committed(Context& context, const PostgresSinkOptions& options,
                        std::string_view token);
  static void Settle(Context& context, const PostgresSinkOptions* options, std::string_view token,
                     Decision decision);

 private:
  void Begin(const Schema& schema);
  TargetTable CreateTarget(const Schema& schema);
  void Stage(const TargetTable& target, const std::vector<sql_sink::BoundColumn>& columns);
  void CommitStaging();
  template <typename Body>
  auto Guarded(std::string_view doing, Body body);

  PostgresSinkOptions options_;
  Context* context_ = nullptr;
  Interrupter interrupter_;
  std::unique_ptr<WriteConnection> connection_;
  TableName table_;
  std::unique_ptr<CopyWriter> copy_;
  sql_sink::Token token_;
  bool exists_ = false;     // the target did, when the run began
  bool has_rules_ = false;  // an upsert is to be rehearsed
  bool staged_ = false;     // there may be a staging table, which is ours to drop
};

}  // namespace etl::postgres
