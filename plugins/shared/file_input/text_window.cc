// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/text_window.h"

#include <algorithm>
#include <cstring>

namespace etl::file_input {
namespace {

// Behind a range there is only the end of its last record to be read.
constexpr std::size_t kTailBytes = 4096;
// A record takes so many times its text: once here, the others parsed.
constexpr std::int64_t kParseFactor = 4;

}  // namespace

TextWindow::TextWindow(Context& context, const InputFile& file, std::int64_t most_bytes,
                       std::size_t block_bytes, Metered metered, const char* option)
    : context_(context),
      source_(context, file, metered),
      most_bytes_(static_cast<std::size_t>(most_bytes)),
      option_(option),
      bytes_(std::make_unique_for_overwrite<char[]>(block_bytes + kPadding)),
      capacity_(block_bytes) {}

TextWindow::~TextWindow() {
  if (granted_ > 0) context_.TryMemory(-granted_);
}

void TextWindow::Restart(std::int64_t offset) {
  source_.Seek(offset);
  begin_ = size_ = 0;
  base_ = offset;
  at_end_ = false;
}

bool TextWindow::Fill(std::int64_t end) {
  if (at_end_) return false;
  if (begin_ > 0) std::memmove(bytes_.get(), data(), size());
  base_ += static_cast<std::int64_t>(begin_);
  size_ -= std::exchange(begin_, 0);
  if (size_ == capacity_) Grow();
  const std::size_t before = size_;
  std::size_t room = capacity_ - size_;
  const std::int64_t left = end - (base_ + static_cast<std::int64_t>(size_));
  if (end >= 0)
    room = std::min(room, std::max({static_cast<std::size_t>(std::max<std::int64_t>(left, 0)),
                                    kTailBytes, size_}));
  // Whoever looks for the end of a record may look through all of it again: as much again has to
  // come at least, or a long record would cost the square of its length.
  const std::size_t least = before + std::min(room, before), most = before + room;
  do {
    const std::size_t count = source_.Read(bytes_.get() + size_, most - size_);
    size_ += count;
    at_end_ = count == 0;
  } while (!at_end_ && size_ < least);
  return size_ > before;
}

void TextWindow::Grow() {
  if (capacity_ >= most_bytes_)
    throw DataError("the record that begins here is longer than {} bytes", most_bytes_)
        .Hint(Format("if that is right, raise `{}`", option_));
  const std::size_t capacity = std::min(2 * capacity_, most_bytes_);
  const auto more = kParseFactor * static_cast<std::int64_t>(capacity - capacity_);
  if (!context_.TryMemory(more))
    throw EnvironmentError("a record of {} is longer than {} bytes, and there is no memory for it",
                           file().name(), capacity_)
        .Hint("raise --memory");
  granted_ += more;
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity + kPadding);
  std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

void TextWindow::SkipMark() {
  if (offset() != 0) return;
  while (size() < 3 && Fill()) continue;
  if (std::string_view(data(), size()).starts_with("\xef\xbb\xbf")) Consume(3);
}

}  // namespace etl::file_input
