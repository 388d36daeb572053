// SPDX-License-Identifier: Apache-2.0
#include "plugins/union/merge.h"

#include <algorithm>
#include <utility>

namespace etl::union_all {
namespace {

// Neighbours of this many rows are worth a batch of their own, which copies nothing.
constexpr std::int64_t kShared = 1024;

}  // namespace

Merge::Merge(const Schema& schema, const Order& order, BatchLimits limits,
             std::vector<InputStream> inputs)
    : schema_(schema),
      comparator_(schema, order),
      limits_(limits),
      inputs_(std::move(inputs)),
      batches_(inputs_.size(), RecordBatchBuilder(schema).Finish()),
      rows_(inputs_.size()) {
  for (std::size_t i = inputs_.size(); i-- > 0;) used_up_.push_back(i);
}

std::optional<RecordBatch> Merge::Next() {
  for (;;) {
    const bool full = static_cast<std::int64_t>(pending_.size()) >= limits_.rows;
    // What is pending refers to the batches at hand, so it leaves before one of them does.
    if (!pending_.empty() && (full || !used_up_.empty() || heap_.empty())) return Flush();
    if (!used_up_.empty()) {
      Load(used_up_.back());
    } else if (heap_.empty()) {
      return std::nullopt;
    } else if (auto batch = TakeRun()) {
      return batch;
    }
  }
}

void Merge::Load(std::size_t input) {
  used_up_.pop_back();
  auto batch = inputs_[input].Next();
  batches_[input] = batch ? std::move(*batch) : RecordBatchBuilder(schema_).Finish();
  rows_[input] = 0;
  if (batches_[input].num_rows() == 0) return;
  heap_.push_back(input);
  std::push_heap(heap_.begin(), heap_.end(),
                 [this](std::size_t a, std::size_t b) { return Before(b, a); });
}

bool Merge::Before(std::size_t a, std::size_t b) const {
  const int order = comparator_.Compare(batches_[a], rows_[a], batches_[b], rows_[b]);
  return order < 0 || (order == 0 && a < b);
}

// Rows of `input`, from its next on, that stand before the next of `bound`. Long runs cost the
// logarithm of their length.
std::int64_t Merge::CountUpTo(std::size_t input, std::size_t bound) const {
  const auto holds = [&](std::int64_t row) {
    const int order = comparator_.Compare(batches_[input], row, batches_[bound], rows_[bound]);
    return order < 0 || (order == 0 && input < bound);
  };
  const std::int64_t end = batches_[input].num_rows();
  std::int64_t last = rows_[input], step = 1;
  while (last + step < end && holds(last + step)) {
    last += step;
    step *= 2;
  }
  std::int64_t beyond = std::min(last + step, end);
  while (beyond - last > 1) {
    const std::int64_t middle = last + (beyond - last) / 2;
    (holds(middle) ? last : beyond) = middle;
  }
  return beyond - rows_[input];
}

// The rows of the input at the top, up to where those of another one begin: a batch if they are
// many and none wait, else they become pending.
std::optional<RecordBatch> Merge::TakeRun() {
  const auto later = [this](std::size_t a, std::size_t b) { return Before(b, a); };
  std::pop_heap(heap_.begin(), heap_.end(), later);
  const std::size_t input = heap_.back();
  heap_.pop_back();
  std::int64_t& row = rows_[input];
  std::int64_t count =
      heap_.empty() ? batches_[input].num_rows() - row : CountUpTo(input, heap_.front());
  std::optional<RecordBatch> shared;
  if (pending_.empty() && (count >= kShared || heap_.empty())) {
    shared = batches_[input].Slice(row, count);
  } else {
    count = std::min(count, limits_.rows - static_cast<std::int64_t>(pending_.size()));
    for (std::int64_t i = 0; i < count; ++i)
      pending_.push_back({static_cast<std::uint32_t>(input), static_cast<std::uint32_t>(row + i)});
  }
  row += count;
  if (row == batches_[input].num_rows()) {
    used_up_.push_back(input);
  } else {
    heap_.push_back(input);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  return shared;
}

// What does not fit into one batch stays pending.
RecordBatch Merge::Flush() {
  const std::size_t count = CountFitting(schema_, batches_, pending_, limits_.bytes);
  RecordBatch out = GatherRows(schema_, batches_, std::span(pending_).first(count));
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(count));
  return out;
}

}  // namespace etl::union_all
