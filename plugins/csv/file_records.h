// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/csv/file_head.h"
#include "plugins/csv/quote_parity.h"
#include "plugins/shared/file_input/split_plan.h"

namespace etl::csv {

// One file, as an instance of the source reads it: its head once, then the records of some ranges,
// in ascending order. A record belongs to the range in which it begins. One thread.
class FileRecords {
 public:
  // All outlive it.
  FileRecords(Context& context, const file_input::InputFile& file, const SourceOptions& options,
              const DeclaredSchema& schema,
              file_input::Metered metered = file_input::Metered::kBytes);

  // Where each column of the schema stands in the file; -1: nowhere.
  const std::vector<int>& columns() const { return columns_; }

  // Of what stands before the first record, those that no range has.
  std::int64_t head_bytes() const { return file_.divisible() ? head_.data_begin : 0; }

  void OpenRange(const file_input::Split& range);
  // The next records of the range, as RecordReader::Next; null at its end.
  const Records* Next(std::size_t most, std::size_t most_bytes);

  std::string PlaceOf(std::int64_t offset) { return reader_.PlaceOf(offset); }
  // A quote where none may be turns all quotes behind it round, so that a range is full of errors
  // that are none. To be called before one is reported: throws what is wrong before the range, but
  // for records of too many or too few fields, which do no harm to what follows.
  void CheckBefore();
  // As RecordReader::TakeMisfit.
  std::optional<std::string> TakeMisfit() { return reader_.TakeMisfit(); }

 private:
  static std::size_t BlockBytes(const Context& context);
  void ReadHeadOf(const DeclaredSchema& schema);

  Context& context_;
  const file_input::InputFile& file_;
  const SourceOptions& options_;
  const Dialect dialect_;
  RecordReader reader_;
  FileHead head_;
  std::vector<int> columns_;
  std::optional<QuoteParity> parity_;
  file_input::Split range_;
  bool at_record_ = true;     // the reader has come to the beginning of one
  bool ended_ = true;         // the range
  std::int64_t checked_ = 0;  // by CheckBefore: all records that begin before it
};

}  // namespace etl::csv
