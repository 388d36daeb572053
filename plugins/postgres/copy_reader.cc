// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/copy_reader.h"

#include "plugins/postgres/big_endian.h"

namespace etl::postgres {
namespace {

constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0", 11);
constexpr std::size_t kHeader = 11 + 4 + 4;  // signature, flags, size of an extension
constexpr std::int16_t kTrailer = -1;

}  // namespace

// On lines of their own, so that a comment at the query's end does not swallow what follows.
CopyReader::CopyReader(Connection& connection, const std::string& query, std::size_t columns)
    : connection_(connection), cells_(columns) {
  connection_.StartCopyOut("COPY (\n" + query + "\n) TO STDOUT (FORMAT binary)");
}

bool CopyReader::Next() {
  std::string_view message;
  while (connection_.ReadCopy(message)) {
    if (!begun_) SkipHeader(message);
    if (message.empty()) continue;
    if (ReadRow(message)) return true;
  }
  if (!ended_ || connection_.rows_sent() != rows_)
    connection_.ThrowBroken(
        Format("the server has sent {} rows, of which {} came", connection_.rows_sent(), rows_));
  return false;
}

void CopyReader::SkipHeader(std::string_view& message) {
  if (!message.starts_with(kSignature) || message.size() < kHeader) ThrowMalformed();
  const std::size_t extension = ReadUInt32(message.data() + kHeader - 4);
  if (message.size() - kHeader < extension) ThrowMalformed();
  message.remove_prefix(kHeader + extension);
  begun_ = true;
}

// False: it was the trailer.
bool CopyReader::ReadRow(std::string_view message) {
  const char* at = message.data();
  const char* const end = at + message.size();
  if (ended_ || message.size() < 2) ThrowMalformed();
  const std::int16_t count = ReadInt16(at);
  if (count == kTrailer) {
    ended_ = true;
    return false;
  }
  if (count < 0 || static_cast<std::size_t>(count) != cells_.size()) ThrowMalformed();
  at += 2;
  for (Cell& cell : cells_) {
    if (end - at < 4) ThrowMalformed();
    const std::int32_t size = ReadInt32(at);
    at += 4;
    if (size < 0) {
      cell = {nullptr, 0};
      continue;
    }
    if (end - at < size) ThrowMalformed();
    cell = {at, static_cast<std::size_t>(size)};
    at += size;
  }
  if (at != end) ThrowMalformed();
  connection_.set_rows(++rows_);
  return true;
}

void CopyReader::ThrowMalformed() const {
  connection_.ThrowBroken("the server does not keep to the format of COPY");
}

}  // namespace etl::postgres
