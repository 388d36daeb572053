// SPDX-License-Identifier: Apache-2.0
#include "runtime/reject_writer.h"

#include <string>
#include <utility>

#include "plan/reject_policy.h"

namespace etl::runtime {
namespace {

// The bytes of the character that begins the text, 0 if that is no UTF-8.
std::size_t CharacterSize(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const std::size_t size = byte(0) < 0xc2   ? 0
                           : byte(0) < 0xe0 ? 2
                           : byte(0) < 0xf0 ? 3
                           : byte(0) < 0xf5 ? 4
                                            : 0;
  if (size == 0 || text.size() < size) return 0;
  // Second bytes that would be overlong, a surrogate, or beyond the last character.
  if ((byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xed && byte(1) > 0x9f) ||
      (byte(0) == 0xf0 && byte(1) < 0x90) || (byte(0) == 0xf4 && byte(1) > 0x8f))
    return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  return size;
}

// As UTF-8, each byte that is none as U+FFFD; no more characters than fit into `limit` bytes.
std::string ToUtf8(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = CharacterSize(text);
    const std::string_view character = size == 0 ? "\xef\xbf\xbd" : text.substr(0, size);
    if (out.size() + character.size() > limit) break;
    out += character;
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace

void RejectWriter::Add(const plan::StepFailure& failure, std::string_view data) {
  const std::lock_guard lock(mutex_);
  ++count_;
  if (!rows_) rows_.emplace(plan::RejectSchema(), limits_);
  const auto append = [&](int column, std::string_view text) {
    if (text.empty())
      rows_->column(column).AppendNull();
    else
      rows_->column(column).AppendText(ToUtf8(text, kMaxData));
  };
  if (failure.row < 0)
    rows_->column(0).AppendNull();
  else
    rows_->column(0).AppendInt64(failure.row + 1);
  append(1, failure.position);
  rows_->column(2).AppendText(plan::StatusName(failure.status));
  append(3, failure.column);
  rows_->column(4).AppendText(ToUtf8(failure.message, kMaxData));
  append(5, data);
  rows_->column(6).AppendText(failure.step);
  if (rows_->full()) FlushLocked();
}

void RejectWriter::BeginSplit(std::int64_t split) {
  const std::lock_guard lock(mutex_);
  FlushLocked();
  split_ = split;
  count_ = 0;
}

void RejectWriter::Flush() {
  const std::lock_guard lock(mutex_);
  FlushLocked();
}

void RejectWriter::FlushLocked() {
  if (rows_ && rows_->num_rows() > 0) log_.Append(split_, rows_->Finish());
}

std::int64_t RejectWriter::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

}  // namespace etl::runtime
