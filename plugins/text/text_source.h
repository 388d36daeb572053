// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/source.h"
#include "plugins/text/layout.h"
#include "plugins/text/line_reader.h"
#include "plugins/text/row_builder.h"

namespace etl::text {

// The lines of text files, one file after the other, a row each. One thread.
class TextSource final : public SplitSource {
 public:
  using Options = TextOptions;

  TextSource(TextOptions options, Scan scan);

  static void Describe(const TextOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const TextOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  Schema Open(Context& context) override;
  Schema OpenSplit(Context& context, std::int64_t split) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  // "scores.txt:12": reads the file again up to there.
  std::string Locate(std::int64_t row) override;

 private:
  void Prepare(Context& context, bool in_parts);
  void OpenRange(std::int64_t range);
  std::unique_ptr<LineReader> ReaderOf(std::int64_t range, file_input::Metered metered) const;
  void Take(std::string_view line, RecordBatchBuilder& batch);
  void RejectBlankLines();
  void Reject(DataError error, std::int64_t line, std::string_view text);
  std::string Find(std::int64_t range, std::int64_t row) const;

  const TextOptions options_;
  const Scan scan_;
  Layout layout_;
  RowBuilder rows_;
  Context* context_ = nullptr;
  std::optional<file_input::SplitPlan> ranges_;
  std::int64_t next_range_ = 0, last_range_ = 0;  // to be read, the last one not included
  std::size_t open_file_ = 0;
  std::unique_ptr<LineReader> reader_;
  bool in_range_ = false;
  // Lines with nothing on them, the last ones that were read: an error if something follows.
  std::int64_t first_blank_ = 0, blanks_ = 0;
  std::string place_;
  bool rejected_ = false;  // some line is no row
  std::int64_t row_count_ = 0;
  struct Opened {
    std::int64_t range, first_row;
  };
  std::vector<Opened> opened_;  // since Open or OpenSplit
};

}  // namespace etl::text
