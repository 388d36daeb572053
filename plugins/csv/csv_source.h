// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/source.h"
#include "plugins/csv/column_parser.h"
#include "plugins/csv/file_records.h"
#include "plugins/csv/options.h"
#include "plugins/shared/file_input/split_plan.h"

namespace etl::csv {

// The records of CSV files, one file after the other, a row each. Only the columns that somebody
// wants are looked at. One thread.
class CsvSource final : public SplitSource {
 public:
  using Options = SourceOptions;
  static constexpr std::array<const char*, 6> kEndings = {".csv", ".csv.gz", ".csv.zst",
                                                          ".tsv", ".tsv.gz", ".tsv.zst"};

  CsvSource(SourceOptions options, Scan scan);

  static void Describe(const SourceOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const SourceOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  static void OptionsFor(std::string_view url, std::string_view password, Discovery& out);
  static void Discover(const SourceOptions& options, std::string_view table, Context& context,
                       Discovery& out);
  static void Check(const SourceOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);
  Schema Open(Context& context) override;
  Schema OpenSplit(Context& context, std::int64_t split) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  // "people.csv:12": reads the file again up to there.
  std::string Locate(std::int64_t row) override;

 private:
  void Prepare(Context& context, bool in_parts);
  bool NextRange();
  void OpenRange(std::int64_t range);
  std::optional<std::int64_t> Fill(RecordBatchBuilder& batch);
  void Append(Records records, RecordBatchBuilder& batch);
  void Reject(const DataError& error, std::string_view text);
  DataError MisfitOf(const Records& records, std::size_t row, std::size_t column);
  std::string Find(std::int64_t range, std::int64_t row);

  const SourceOptions options_;
  const Scan scan_;
  const Dialect dialect_;
  const NullTexts nulls_;
  Context* context_ = nullptr;
  DeclaredSchema schema_;            // of the files
  std::vector<std::size_t> wanted_;  // columns of it, in the order of the batches
  Schema out_;
  std::optional<file_input::SplitPlan> ranges_;
  std::int64_t next_range_ = 0, last_range_ = 0;  // to be read, the last one not included
  std::size_t open_file_ = 0;
  std::unique_ptr<FileRecords> file_;
  std::vector<ColumnParser> parsers_;
  bool in_range_ = false;
  std::int64_t rows_ = 0;
  bool rejected_ = false;  // some record is no row
  struct Opened {
    std::int64_t range, first_row;
  };
  std::vector<Opened> opened_;  // since Open or OpenSplit
};

}  // namespace etl::csv
