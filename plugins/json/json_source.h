// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/source.h"
#include "plugins/json/record_stream.h"
#include "plugins/shared/json_records/record_reader.h"

namespace etl::json {

// The records of JSON files, one file after the other, a row each. One thread.
class JsonSource final : public SplitSource {
 public:
  using Options = SourceOptions;
  static constexpr std::array<const char*, 9> kEndings = {".json",     ".jsonl",     ".ndjson",
                                                          ".json.gz",  ".jsonl.gz",  ".ndjson.gz",
                                                          ".json.zst", ".jsonl.zst", ".ndjson.zst"};

  JsonSource(SourceOptions options, Scan scan);

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
  // "people.json, record 12"; of a line, reads the range again up to there.
  std::string Locate(std::int64_t row) override;

 private:
  void Prepare(Context& context, bool in_parts);
  void OpenRange(std::int64_t range);
  std::unique_ptr<RecordStream> StreamOf(std::int64_t range, file_input::Metered metered) const;
  std::string Find(std::int64_t range, std::int64_t row) const;

  const SourceOptions options_;
  const Scan scan_;
  Context* context_ = nullptr;
  std::optional<Shape> shape_;  // known before, or to be seen when the file is read
  std::optional<file_input::SplitPlan> ranges_;
  std::optional<json_records::RecordReader> reader_;
  std::int64_t next_range_ = 0, last_range_ = 0;  // to be read, the last one not included
  std::size_t open_file_ = 0;
  std::unique_ptr<RecordStream> stream_;
  bool in_range_ = false;
  json_records::RecordPlace place_;
  std::int64_t rows_ = 0;
  bool rejected_ = false;  // some record is no row
  struct Opened {
    std::int64_t range, first_row;
  };
  std::vector<Opened> opened_;  // since Open or OpenSplit
};

}  // namespace etl::json
