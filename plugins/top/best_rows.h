// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "etl/compare.h"
#include "etl/key_numbers.h"
#include "plugins/top/row_store.h"

namespace etl::top {

// The n first rows of an order, of all that were added: those that arrived earlier go first among
// equals. One thread.
class BestRows {
 public:
  struct Entry {
    std::uint64_t number;   // of the first key: most comparisons end here
    std::int64_t position;  // of the row in the stream, 0-based
    RowRef row;
  };

  // `ties`: to keep the rows, too, that are level with the last one but came later; only one of
  // them where a column of `enough` is not null in it.
  BestRows(Context& context, const Schema& schema, const Order& order, std::int64_t n, bool ties,
           std::vector<int> enough);

  void Add(const RecordBatch& batch);

  // In their order, and as they arrived. Nothing can be added afterwards.
  std::vector<Entry> TakeSorted();
  std::vector<Entry> TakeTies();
  RowStore& store() { return store_; }

 private:
  int CompareKeys(const Entry& a, const Entry& b) const;
  bool Before(const Entry& a, const Entry& b) const;
  void Push(const Entry& entry);
  void Replace(const Entry& entry);
  void AddTie(const Entry& entry);
  void Settle(std::uint32_t visited);
  RowStore::Refs All();

  const std::size_t n_;
  const bool ties_;
  const std::vector<int> enough_;
  const RowComparator comparator_;
  const KeyNumbers first_key_;
  RowStore store_;
  std::vector<Entry> heap_;  // the last one of them in front
  std::vector<Entry> tied_;
  std::vector<std::uint64_t> numbers_;  // of the batch at hand
  std::int64_t position_ = 0;
  bool any_fresh_ = false;  // entries may refer to the batch at hand
};

}  // namespace etl::top
