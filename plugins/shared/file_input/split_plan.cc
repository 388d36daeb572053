// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/split_plan.h"

#include <algorithm>

namespace etl::file_input {
namespace {

constexpr std::int64_t kLeastBytes = 256 * 1024;
constexpr std::int64_t kBatches = 4;  // in a part

}  // namespace

SplitPlan::SplitPlan(std::vector<InputFile> files, std::int64_t split_bytes)
    : files_(std::move(files)) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const InputFile& file = files_[i];
    if (!file.divisible()) {
      splits_.push_back({i, 0, -1});
      continue;
    }
    const std::int64_t count = std::max<std::int64_t>(1, file.size / split_bytes);
    const std::int64_t each = file.size / count, rest = file.size % count;
    std::int64_t begin = 0;
    for (std::int64_t part = 0; part < count; ++part) {
      const std::int64_t end = begin + each + (part < rest ? 1 : 0);
      splits_.push_back({i, begin, end});
      begin = end;
    }
  }
}

std::int64_t SplitPlan::SplitBytes(const Context& context) {
  return std::max(kBatches * context.batch_limits().bytes, kLeastBytes);
}

const Split& SplitPlan::split(std::int64_t i) const {
  if (i < 0 || i >= count())
    throw EnvironmentError("the files have changed since the run was planned: {} has no part {}",
                           files_.empty() ? "nothing" : files_.back().name(), i)
        .Hint("run again when nobody writes to them");
  return splits_[static_cast<std::size_t>(i)];
}

std::string SplitPlan::Snapshot() const {
  std::string text;
  for (const InputFile& file : files_)
    text +=
        Format("{} {} {} {} {}\n", file.path, file.size, file.modified, file.device, file.number);
  return text;
}

void SplitPlan::CheckSnapshot(std::string_view snapshot) const {
  if (!snapshot.empty() && snapshot != Snapshot())
    throw EnvironmentError("the files have changed since the run was planned: {}",
                           files_.empty() ? "there are none" : files_.front().name())
        .Hint("run again when nobody writes to them");
}

std::int64_t SplitPlan::total_bytes() const {
  std::int64_t bytes = 0;
  for (const InputFile& file : files_) bytes += std::max<std::int64_t>(file.size, 0);
  return bytes;
}

}  // namespace etl::file_input
