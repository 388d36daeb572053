// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/record_reader.h"

#include <algorithm>
#include <cstring>

#include "plugins/csv/shown_text.h"

namespace etl::csv {

void RecordReader::SkipByteOrderMark() {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (buffer_.size() == 0) buffer_.Fill(-1);
  if (std::string_view(buffer_.data(), buffer_.size()).starts_with(kMark))
    buffer_.Consume(kMark.size());
}

void RecordReader::SkipLine() {
  Forget();
  do {
    const void* feed = std::memchr(buffer_.data(), '\n', buffer_.size());
    if (feed) {
      buffer_.Consume(static_cast<std::size_t>(static_cast<const char*>(feed) - buffer_.data()) +
                      1);
      return;
    }
    buffer_.Consume(buffer_.size());
  } while (buffer_.Fill(-1));
}

std::optional<std::vector<std::string>> RecordReader::PeekRecord() {
  columns_ = 0;
  end_ = -1;
  Forget();
  if (!Load()) return std::nullopt;
  const Records records{buffer_.data(),   table_.begins(), table_.ends(), 1,
                        table_.columns(), buffer_.offset()};
  std::vector<std::string> fields;
  std::string scratch;
  for (std::size_t i = 0; i < records.columns; ++i)
    fields.emplace_back(Unquoted(records.field(0, i), dialect_.quote, scratch));
  return fields;
}

std::optional<std::vector<std::string>> RecordReader::TakeRecord() {
  auto fields = PeekRecord();
  if (!fields) return fields;
  // The end of the first record is where the second begins; what lies between may be skipped.
  buffer_.Consume(table_.count() > 1 ? table_.begins()[1] : table_.end());
  Forget();
  return fields;
}

void RecordReader::SetColumns(std::size_t columns) {
  columns_ = columns;
  Forget();
}

void RecordReader::Forget() {
  loaded_ = false;
  row_ = 0;
}

void RecordReader::SeekTo(std::int64_t begin, std::int64_t end) {
  Forget();
  end_ = end;
  if (begin != buffer_.offset()) buffer_.Restart(begin);
}

bool RecordReader::SeekInto(std::int64_t begin, std::int64_t end, bool inside) {
  Forget();
  end_ = end;
  buffer_.Restart(begin - 1);
  // The record that comes first begins behind the first line feed outside of quotes.
  while (buffer_.Fill(end)) {
    for (std::size_t i = 0; i < buffer_.size(); ++i) {
      const char byte = buffer_.data()[i];
      if (dialect_.quote && byte == dialect_.quote) inside = !inside;
      if (byte != '\n' || inside) continue;
      buffer_.Consume(i + 1);
      return true;
    }
    buffer_.Consume(buffer_.size());
    if (buffer_.offset() >= end) break;
  }
  return false;
}

// Makes the table of what comes next. False when no record is left.
bool RecordReader::Load() {
  Forget();
  for (;;) {
    if (!InRange(0)) return false;
    if (buffer_.size() > 0) {
      const std::size_t size = std::min(look_, buffer_.size());
      const bool all = size == buffer_.size();
      table_.Build(dialect_, columns_, buffer_.data(), size, all && buffer_.at_end());
      loaded_ = true;
      const bool misfit = table_.fault().kind == Fault::Kind::kFields;
      look_ = misfit ? kLookBytes : std::min(2 * look_, kLookAtAll);
      if (table_.count() > 0) return true;
      buffer_.Consume(table_.end());
      if (table_.fault().kind != Fault::Kind::kNone) {
        Fault fault = table_.fault();
        fault.place -= table_.end();
        misfit_ = fault.kind == Fault::Kind::kFields ? fault.end - table_.end() : 0;
        if (!InRange(0)) return false;
        Throw(fault);
      }
      if (!all) continue;
    }
    if (!buffer_.Fill(end_)) return false;
  }
}

const Records* RecordReader::Next(std::size_t most, std::size_t most_bytes) {
  if (loaded_ && row_ == table_.count()) {
    buffer_.Consume(table_.end());
    loaded_ = false;
  }
  if (!loaded_ && !Load()) return nullptr;
  const std::uint32_t* begins = table_.begins() + row_;
  if (!InRange(begins[0])) {
    buffer_.Consume(begins[0]);
    Forget();
    return nullptr;
  }
  std::size_t count = std::min(most, table_.count() - row_);
  const auto bytes = [&] { return begins[count - 1] - begins[0]; };
  while (count > 1 && (bytes() > most_bytes || !InRange(begins[count - 1]))) {
    // The range's last records are few; halves are near enough for the bytes.
    count = bytes() > most_bytes ? count / 2 : count - 1;
  }
  given_ = {buffer_.data(),   begins,       table_.ends() + row_ * columns_, count, columns_,
            buffer_.offset(), table_.utf8()};
  row_ += count;
  return &given_;
}

std::optional<std::string> RecordReader::TakeMisfit() {
  const std::uint32_t size = std::exchange(misfit_, 0);
  if (size == 0) return std::nullopt;
  std::string text(buffer_.data(), size - 1);
  if (text.ends_with('\r')) text.pop_back();
  buffer_.Consume(size);
  Forget();
  return text;
}

void RecordReader::Throw(const Fault& fault) {
  if (fault.kind == Fault::Kind::kByte) ThrowByte(fault.place);
  const std::string place = PlaceOf(buffer_.offset() + fault.place);
  if (fault.kind == Fault::Kind::kOpen)
    throw DataError("the file ends within quotes, in the record that begins here")
        .Position(place)
        .Hint("is a quote not closed? if quotes mean nothing here, say quote: none");
  throw DataError("a record of {} field{}, where there are {} columns", fault.fields,
                  fault.fields == 1 ? "" : "s", columns_)
      .Position(place)
      .Hint("a delimiter or line break that belongs to a value must stand in quotes");
}

// Column numbers count bytes, as an editor's do for plain text.
void RecordReader::ThrowByte(std::uint32_t place) {
  const char* const at = buffer_.data() + place;
  const std::int64_t offset = buffer_.offset() + place;
  const char* begin = at;
  while (begin > buffer_.data() && begin[-1] != '\n') --begin;
  const std::string where = Format("{}:{}", PlaceOf(offset), at - begin + 1);
  if (*at == '\0')
    throw DataError("a NUL byte, which no text holds")
        .Position(where)
        .Hint("is this a CSV file, and in UTF-8?");
  if (at > buffer_.data() && at[-1] == '\r' && *at != '\n')
    throw DataError("a carriage return without a line feed")
        .Position(where)
        .Hint("lines end with LF or CR LF; within a value, both stand in quotes");
  if (*at == dialect_.quote)
    throw DataError("a quote inside of a field that does not begin with one")
        .Position(where)
        .Hint(
            "write such a field in quotes and the quote twice; or, if quotes mean nothing in "
            "this file, say quote: none");
  throw DataError("text behind the closing quote of a field: {}",
                  Shown(std::string_view(at, std::min<std::size_t>(8, buffer_.size() - place))))
      .Position(where)
      .Hint(
          "a quote inside of a field is written twice; or, if quotes mean nothing in this file, "
          "say quote: none");
}

}  // namespace etl::csv
