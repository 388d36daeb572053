// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "etl/plugin.h"
#include "plugins/mysql/cell.h"
#include "plugins/mysql/column_types.h"
#include "plugins/mysql/interrupter.h"
#include "plugins/mysql/session.h"
#include "plugins/shared/sql_source/select.h"

namespace etl::mysql {

// The rows of a table or query, as one snapshot, streamed: neither the server nor this process
// holds the result. Used by one thread, except Cancel.
class MysqlSource final : public Source {
 public:
  using Options = MysqlOptions;
  static constexpr std::array<const char*, 2> kSchemes = {"mysql", "mariadb"};

  MysqlSource(MysqlOptions options, Scan scan)
      : options_(std::move(options)), scan_(std::move(scan)) {}

  static void Describe(const MysqlOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const MysqlOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  static void OptionsFor(std::string_view url, std::string_view password, Discovery& out);
  static void Discover(const MysqlOptions& options, std::string_view table, Context& context,
                       Discovery& out);
  static void Check(const MysqlOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);

  Schema Open(Context& context) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  std::string Locate(std::int64_t row) override;
  void Cancel() noexcept override { interrupter_.Cancel(); }

 private:
  // Where a column of the stream is in the result, and how its values are read there.
  struct Position {
    int index = -1;  // -1: nowhere, it is always null
    Wire wire = Wire::kNull;
    CellDecoder decode = nullptr;
  };
  std::int64_t AppendRow(RecordBatchBuilder& batch);
  std::string RowText(const Schema& schema) const;

  MysqlOptions options_;
  Scan scan_;
  Context* context_ = nullptr;
  Interrupter interrupter_;
  std::unique_ptr<Session> session_;
  std::vector<Position> positions_;
  std::int64_t row_ = 0;
  bool ended_ = false;
};

}  // namespace etl::mysql
