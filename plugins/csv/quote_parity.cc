// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/quote_parity.h"

#include "plugins/shared/file_input/byte_count.h"

namespace etl::csv {
namespace {

// Fits into the processor's own memory, so that a byte is fetched once.
constexpr std::size_t kBlockBytes = 128 * 1024;

}  // namespace

QuoteParity::QuoteParity(Context& context, const file_input::InputFile& file, char quote,
                         std::int64_t begin)
    : source_(context, file, file_input::Metered::kNo),
      quote_(quote),
      at_(begin),
      block_(std::make_unique_for_overwrite<char[]>(kBlockBytes)) {}

bool QuoteParity::InsideBefore(std::int64_t offset) {
  source_.Seek(at_, offset);
  while (const std::size_t count = source_.Read(block_.get(), kBlockBytes))
    if (file_input::CountByte(block_.get(), count, quote_) % 2 == 1) inside_ = !inside_;
  at_ = offset;
  return inside_;
}

}  // namespace etl::csv
