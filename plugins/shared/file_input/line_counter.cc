// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/line_counter.h"

#include <algorithm>

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
  std::vector<char> block(kBlockBytes);
  while (reader_->offset() < offset) {
    const auto room = std::min(kBlockBytes, offset - reader_->offset());
    const std::size_t count = reader_->Read(block.data(), static_cast<std::size_t>(room));
    if (count == 0) break;
    breaks_ += std::count(block.data(), block.data() + count, '\n');
  }
  return breaks_;
}

}  // namespace etl::file_input
