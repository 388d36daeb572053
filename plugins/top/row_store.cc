// SPDX-License-Identifier: Apache-2.0
#include "plugins/top/row_store.h"

#include <algorithm>

#include "etl/batch_size.h"

namespace etl::top {
namespace {

// Fewer rows or batches than these are not worth a packing.
constexpr std::size_t kFewRows = 1024, kFewBatches = 64;

std::int64_t ToMebibytes(std::int64_t bytes) { return (bytes + (1 << 20) - 1) >> 20; }

}  // namespace

void RowStore::End(const Refs& fresh, std::size_t live, const std::function<Refs()>& all) {
  const std::vector<RecordBatch> visited{std::move(batches_.back())};
  batches_.pop_back();
  if (!fresh.empty()) {
    for (RowRef* ref : fresh) ref->batch = 0;
    Copy(fresh, visited, 0, fresh.size());
  }
  if (IsScattered(live)) Pack(all());
  if (TakeMemory(live)) return;
  Pack(all());
  if (TakeMemory(live)) return;
  throw EnvironmentError("the memory does not hold the {} rows to be kept: they need {} MiB", live,
                         ToMebibytes(Needed(live)))
      .Hint("run with a larger --memory; or use sort and limit, which may use the disk");
}

void RowStore::Clear() {
  batches_.clear();
  rows_ = 0;
  bytes_ = 0;
  if (granted_ > 0) context_.TryMemory(-granted_);
  granted_ = 0;
}

void RowStore::Copy(const Refs& refs, const std::vector<RecordBatch>& from, std::size_t begin,
                    std::size_t count) {
  std::vector<RowRef> rows;
  rows.reserve(count);
  for (std::size_t i = begin; i < begin + count; ++i) rows.push_back(*refs[i]);
  batches_.push_back(GatherRows(schema_, from, rows));
  bytes_ += SizeBytes(batches_.back());
  rows_ += count;
  for (std::size_t i = 0; i < count; ++i)
    *refs[begin + i] = {static_cast<std::uint32_t>(batches_.size() - 1),
                        static_cast<std::uint32_t>(i)};
}

void RowStore::Pack(const Refs& live) {
  const std::vector<RecordBatch> from = std::exchange(batches_, {});
  rows_ = 0;
  bytes_ = 0;
  const BatchLimits limits = context_.batch_limits();
  for (std::size_t begin = 0; begin < live.size();) {
    std::vector<RowRef> rows;
    const std::size_t most = std::min(
        live.size() - begin, static_cast<std::size_t>(std::max<std::int64_t>(limits.rows, 1)));
    for (std::size_t i = begin; i < begin + most; ++i) rows.push_back(*live[i]);
    const std::size_t count = CountFitting(schema_, from, rows, limits.bytes);
    Copy(live, from, begin, count);
    begin += count;
  }
}

// A packing costs as much as it copies: never more than was copied since the one before.
bool RowStore::IsScattered(std::size_t live) const {
  if (rows_ > 2 * live + kFewRows) return true;
  const auto full = static_cast<std::size_t>(std::max<std::int64_t>(
      {1,
       static_cast<std::int64_t>(rows_) / std::max<std::int64_t>(context_.batch_limits().rows, 1),
       bytes_ / std::max<std::int64_t>(context_.batch_limits().bytes, 1)}));
  return batches_.size() > kFewBatches + 3 * full && rows_ > live;
}

// Twice the rows, as they are copied to be packed and when they leave.
std::int64_t RowStore::Needed(std::size_t live) const {
  return 2 * bytes_ + static_cast<std::int64_t>(live) * ref_bytes_;
}

bool RowStore::TakeMemory(std::size_t live) {
  const std::int64_t more = Needed(live) - granted_;
  if (more <= 0) return true;
  if (!context_.TryMemory(more)) return false;
  granted_ += more;
  return true;
}

}  // namespace etl::top
