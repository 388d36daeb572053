// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/csv/record_table.h"
#include "plugins/csv/text_buffer.h"

namespace etl::csv {

// Cuts a file, or a range of it, into records. What is wrong with it is a DataError that names file
// and line, thrown when all records before it have been given. One thread.
class RecordReader {
 public:
  // Context and file outlive the reader. `block_bytes`: how much is read at a time.
  RecordReader(Context& context, const file_input::InputFile& file, const Dialect& dialect,
               std::size_t block_bytes, file_input::Metered metered = file_input::Metered::kBytes)
      : buffer_(context, file, block_bytes, metered), dialect_(dialect) {}

  // For the head of the file, from its first byte on.
  void SkipByteOrderMark();
  void SkipLine();
  // The next record, with as many fields as it has; nothing at the end of the file.
  std::optional<std::vector<std::string>> TakeRecord();
  std::optional<std::vector<std::string>> PeekRecord();

  // Where the next record begins, or what is to be skipped before it.
  std::int64_t offset() const { return buffer_.offset(); }

  // From now on every record has so many fields.
  void SetColumns(std::size_t columns);
  // The records that begin in these bytes come next (end -1: in all that are left). One begins at
  // `begin`; or, for SeekInto, that is somewhere, and `inside` says whether the byte before `begin`
  // stands behind an open quote. False: no record begins in these bytes.
  void SeekTo(std::int64_t begin, std::int64_t end);
  bool SeekInto(std::int64_t begin, std::int64_t end, bool inside);

  // The next records: at most so many, of no more than so many bytes, but one at least. Valid until
  // the next call. Null at the end. Comes after SetColumns.
  const Records* Next(std::size_t most, std::size_t most_bytes);

  // After an error: the text of the record that is to blame, which is passed over; nullopt if what
  // stands behind it means nothing.
  std::optional<std::string> TakeMisfit();

  // "people.csv:12" for a byte that was read.
  std::string PlaceOf(std::int64_t offset) {
    return Format("{}:{}", buffer_.file().name(), buffer_.LineOf(offset));
  }
  const file_input::InputFile& file() const { return buffer_.file(); }
  void CheckUnchanged() const { buffer_.CheckUnchanged(); }

 private:
  bool InRange(std::uint32_t place) const { return end_ < 0 || buffer_.offset() + place < end_; }
  bool Load();
  void Forget();
  [[noreturn]] void Throw(const Fault& fault);
  [[noreturn]] void ThrowByte(std::uint32_t place);

  // How much of the text is looked through at a time. What is found is found again behind a record
  // of too many or too few fields, and where there is one there are more.
  static constexpr std::size_t kLookBytes = 512, kLookAtAll = std::size_t{1} << 30;

  TextBuffer buffer_;
  const Dialect dialect_;
  std::size_t columns_ = 0;  // 0: any number, for the head
  std::int64_t end_ = -1;
  RecordTable table_;    // of the buffer's text
  std::size_t row_ = 0;  // given of the table
  std::size_t look_ = kLookAtAll;
  bool loaded_ = false;       // the table is that of the text
  std::uint32_t misfit_ = 0;  // bytes at the front of the text: a record of too few or many fields
  Records given_;
};

}  // namespace etl::csv
