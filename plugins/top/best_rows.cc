// SPDX-License-Identifier: Apache-2.0
#include "plugins/top/best_rows.h"

#include <algorithm>
#include <utility>

namespace etl::top {
namespace {

KeyNumbers FirstKey(const Schema& schema, const Order& order) {
  const CompareKey key = CompareKeys(schema, {order.front()}).front();
  return {key, schema[key.left].type};
}

}  // namespace

BestRows::BestRows(Context& context, const Schema& schema, const Order& order, std::int64_t n,
                   bool ties, std::vector<int> enough)
    : n_(static_cast<std::size_t>(n)),
      ties_(ties),
      enough_(std::move(enough)),
      comparator_(schema, order),
      first_key_(FirstKey(schema, order)),
      store_(context, schema, sizeof(Entry) + sizeof(RowRef*)) {}

int BestRows::CompareKeys(const Entry& a, const Entry& b) const {
  if (a.number != b.number) return a.number < b.number ? -1 : 1;
  return comparator_.Compare(store_.batches()[a.row.batch], a.row.row,
                             store_.batches()[b.row.batch], b.row.row);
}

bool BestRows::Before(const Entry& a, const Entry& b) const {
  const int order = CompareKeys(a, b);
  return order < 0 || (order == 0 && a.position < b.position);
}

void BestRows::Add(const RecordBatch& batch) {
  const std::int64_t first = position_;
  position_ += batch.num_rows();
  if (n_ == 0) return;
  numbers_.clear();
  first_key_.AppendFirst(batch.column(first_key_.column()), numbers_);
  const auto visited = static_cast<std::uint32_t>(store_.batches().size());
  store_.Begin(batch);
  for (std::uint32_t row = 0; row < numbers_.size(); ++row) {
    const bool full = heap_.size() == n_;
    if (full && numbers_[row] > heap_.front().number) continue;
    const Entry entry{numbers_[row], first + row, {visited, row}};
    if (!full) {
      Push(entry);
    } else if (const int order = CompareKeys(entry, heap_.front()); order < 0) {
      Replace(entry);
    } else if (order == 0) {
      AddTie(entry);
    }
  }
  Settle(visited);
}

void BestRows::Push(const Entry& entry) {
  any_fresh_ = true;
  heap_.push_back(entry);
  std::push_heap(heap_.begin(), heap_.end(),
                 [this](const Entry& a, const Entry& b) { return Before(a, b); });
}

// The last one goes. It is level with the new last one, or nothing that went before it is.
void BestRows::Replace(const Entry& entry) {
  std::pop_heap(heap_.begin(), heap_.end(),
                [this](const Entry& a, const Entry& b) { return Before(a, b); });
  const Entry gone = heap_.back();
  heap_.pop_back();
  Push(entry);
  if (!ties_) return;
  if (CompareKeys(gone, heap_.front()) == 0)
    AddTie(gone);
  else
    tied_.clear();
}

void BestRows::AddTie(const Entry& entry) {
  if (!ties_) return;
  const RecordBatch& batch = store_.batches()[entry.row.batch];
  const bool one_is_enough = std::any_of(enough_.begin(), enough_.end(), [&](int column) {
    return !batch.column(column).IsNull(entry.row.row);
  });
  if (one_is_enough && !tied_.empty()) return;
  any_fresh_ = true;
  tied_.push_back(entry);
}

void BestRows::Settle(std::uint32_t visited) {
  RowStore::Refs fresh;
  if (std::exchange(any_fresh_, false))
    for (std::vector<Entry>* entries : {&heap_, &tied_})
      for (Entry& entry : *entries)
        if (entry.row.batch == visited) fresh.push_back(&entry.row);
  store_.End(fresh, heap_.size() + tied_.size(), [this] { return All(); });
}

RowStore::Refs BestRows::All() {
  RowStore::Refs refs;
  refs.reserve(heap_.size() + tied_.size());
  for (std::vector<Entry>* entries : {&heap_, &tied_})
    for (Entry& entry : *entries) refs.push_back(&entry.row);
  return refs;
}

std::vector<BestRows::Entry> BestRows::TakeSorted() {
  std::sort(heap_.begin(), heap_.end(),
            [this](const Entry& a, const Entry& b) { return Before(a, b); });
  return std::exchange(heap_, {});
}

std::vector<BestRows::Entry> BestRows::TakeTies() {
  std::sort(tied_.begin(), tied_.end(),
            [](const Entry& a, const Entry& b) { return a.position < b.position; });
  return std::exchange(tied_, {});
}

}  // namespace etl::top
