// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/plugin.h"
#include "plugins/shared/sql_source/select.h"
#include "plugins/sqlite/database.h"

namespace etl::sqlite {

// The rows of a table or query of a SQLite file, as one snapshot. Used by one thread, except
// Cancel.
class SqliteSource final : public Source {
 public:
  using Options = SqliteOptions;
  static constexpr std::array<const char*, 1> kSchemes = {"sqlite"};
  static constexpr std::array<const char*, 3> kEndings = {".db", ".sqlite", ".sqlite3"};

  SqliteSource(SqliteOptions options, Scan scan)
      : options_(std::move(options)), scan_(std::move(scan)) {}

  static void Describe(const SqliteOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const SqliteOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  static void OptionsFor(std::string_view url, std::string_view password, Discovery& out);
  static void Discover(const SqliteOptions& options, std::string_view table, Context& context,
                       Discovery& out);
  static void Check(const SqliteOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);

  Schema Open(Context& context) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  std::string Locate(std::int64_t row) override;
  void Cancel() noexcept override { cancelled_ = true; }

 private:
  bool Step();
  void AppendRow(RecordBatchBuilder& batch);
  std::string RowText(const Schema& schema);

  SqliteOptions options_;
  Scan scan_;
  Context* context_ = nullptr;
  std::atomic<bool> cancelled_ = false;
  std::unique_ptr<Database> database_;
  std::optional<Cursor> cursor_;
  std::string statement_;  // until its first row is there
  std::vector<int> positions_;
  std::int64_t row_ = 0;
};

}  // namespace etl::sqlite
