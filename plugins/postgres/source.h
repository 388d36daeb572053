// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/plugin.h"
#include "plugins/postgres/copy_reader.h"
#include "plugins/postgres/prepared.h"
#include "plugins/postgres/snapshot.h"

namespace etl::postgres {

// The rows of a table or query, as one snapshot, streamed: neither the server nor this process
// holds the result. Used by one thread, except Cancel.
class PostgresSource final : public Source {
 public:
  using Options = PostgresOptions;
  static constexpr std::array<const char*, 2> kSchemes = {"postgres", "postgresql"};

  PostgresSource(PostgresOptions options, Scan scan)
      : options_(std::move(options)), scan_(std::move(scan)) {}

  static void Describe(const PostgresOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const PostgresOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  static void OptionsFor(std::string_view url, std::string_view password, Discovery& out);
  static void Discover(const PostgresOptions& options, std::string_view table, Context& context,
                       Discovery& out);
  static void Check(const PostgresOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);

  Schema Open(Context& context) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  std::string Locate(std::int64_t row) override;
  void Cancel() noexcept override { interrupter_.Cancel(); }

 private:
  void Start(const std::string& query, std::size_t columns);

  PostgresOptions options_;
  Scan scan_;
  Context* context_ = nullptr;
  Interrupter interrupter_;
  std::unique_ptr<Snapshot> snapshot_;
  std::optional<CopyReader> reader_;
  std::vector<Position> positions_;
  std::int64_t row_ = 0;
  bool ended_ = false;
};

}  // namespace etl::postgres
