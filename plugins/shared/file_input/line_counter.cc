// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/line_counter.h"

#include <algorithm>

#include "plugins/shared/file_input/byte_count.h"

namespace etl::file_input {
namespace {

constexpr std::int64_t kBlockBytes = 128 * 1024;

}  // namespace

std::int64_t LineCounter::BreaksBefore(std::int64_t offset) {
  if (!reader_ || offset < reader_->offset()) {
    reader_ = std::make_unique<FileReader>(context_, file_, Metered::kNo);
    reader_->Seek(0);
    breaks_ = 0;
  }
  if (!block_) block_ = std::make_unique_for_overwrite<char[]>(kBlockBytes);
  while (reader_->offset() < offset) {
    const auto room = std::min(kBlockBytes, offset - reader_->offset());
    const std::size_t count = reader_->Read(block_.get(), static_cast<std::size_t>(room));
    if (count == 0) break;
    breaks_ += static_cast<std::int64_t>(CountByte(block_.get(), count, '\n'));
  }
  return breaks_;
}

void LineCounter::Know(std::int64_t offset, std::int64_t breaks) {
  if (!reader_) reader_ = std::make_unique<FileReader>(context_, file_, Metered::kNo);
  if (offset <= reader_->offset()) return;
  reader_->Seek(offset);
  breaks_ = breaks;
}

}  // namespace etl::file_input
