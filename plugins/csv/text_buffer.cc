// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/text_buffer.h"

#include <algorithm>
#include <cstring>

#include "plugins/shared/file_input/byte_count.h"

namespace etl::csv {
namespace {

// Behind a range there is only the end of its last record to be read.
constexpr std::size_t kTailBytes = 4096;

}  // namespace

TextBuffer::TextBuffer(Context& context, const file_input::InputFile& file, std::size_t block_bytes,
                       file_input::Metered metered)
    : context_(context),
      block_bytes_(block_bytes),
      source_(context, file, metered),
      lines_(context, source_.file()),
      bytes_(std::make_unique_for_overwrite<char[]>(block_bytes + kPadding)),
      capacity_(block_bytes) {}

TextBuffer::~TextBuffer() {
  if (granted_ > 0) context_.TryMemory(-granted_);
}

void TextBuffer::Restart(std::int64_t offset) {
  source_.Seek(offset);
  begin_ = size_ = 0;
  base_ = offset;
  at_end_ = false;
}

bool TextBuffer::Fill(std::int64_t end) {
  if (at_end_) return false;
  if (begin_ > 0) MoveToFront();
  if (size_ == capacity_) Grow();
  const std::size_t goal = Goal(end);
  // A pipe gives little at a time; what is looked through is looked through once.
  while (size_ < goal && !at_end_) {
    const std::size_t count = source_.Read(bytes_.get() + size_, goal - size_);
    size_ += count;
    if (count == 0) Terminate();
  }
  // Who looks at many bytes at once shall see none that nobody wrote.
  std::memset(bytes_.get() + size_, 0, std::min(kPadding, capacity_ + kPadding - size_));
  return true;
}

// How many bytes there are to be. What is there begins with a record whose end is not: it will be
// looked through again from its beginning, so there has to be as much again at least, or a long
// record would cost the square of its length. Nor more than a block, if it is short, in a memory
// that has grown for another one: what is found in it takes memory too.
std::size_t TextBuffer::Goal(std::int64_t end) const {
  std::size_t goal = std::max(block_bytes_, 2 * size_);
  const std::int64_t left = end - (base_ + static_cast<std::int64_t>(size_));
  if (end >= 0 && left < static_cast<std::int64_t>(capacity_))
    goal =
        std::min(goal, size_ + std::max({static_cast<std::size_t>(std::max<std::int64_t>(left, 0)),
                                         kTailBytes, size_}));
  return std::min(goal, capacity_);
}

void TextBuffer::MoveToFront() {
  if (!source_.file().seekable)
    lines_before_ += static_cast<std::int64_t>(file_input::CountByte(bytes_.get(), begin_, '\n'));
  std::memmove(bytes_.get(), bytes_.get() + begin_, size_ - begin_);
  base_ += static_cast<std::int64_t>(begin_);
  size_ -= begin_;
  begin_ = 0;
}

void TextBuffer::Grow() {
  const auto line = [&] { return Format("{}:{}", file().name(), LineOf(base_)); };
  if (capacity_ >= kMostBytes)
    throw DataError("the record that begins here is longer than {} MiB", kMostBytes >> 20)
        .Position(line())
        .Hint(
            "is there a quote that is never closed? if quotes mean nothing here, say quote: none");
  const std::size_t more = capacity_;
  if (!context_.TryMemory(static_cast<std::int64_t>(more)))
    throw EnvironmentError("a record is longer than {} bytes, and there is no memory left for it",
                           capacity_)
        .Position(line())
        .Hint("raise --memory; or is there a quote that is never closed?");
  granted_ += static_cast<std::int64_t>(more);
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity_ + more + kPadding);
  std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ += more;
}

void TextBuffer::Terminate() {
  at_end_ = true;
  if (size_ > 0 && bytes_[size_ - 1] != '\n') bytes_[size_++] = '\n';  // there is padding for it
}

std::int64_t TextBuffer::LineOf(std::int64_t offset) {
  if (!source_.file().seekable) {
    const auto before = static_cast<std::size_t>(offset - base_);
    return 1 + lines_before_ +
           static_cast<std::int64_t>(file_input::CountByte(bytes_.get(), before, '\n'));
  }
  return 1 + lines_.BreaksBefore(offset);
}

}  // namespace etl::csv
