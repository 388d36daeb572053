// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/block.h"

#include <algorithm>

#include "etl/batch_size.h"
#include "etl/compare.h"
#include "etl/gather.h"
#include "plugins/shared/lookup/key.h"

namespace etl::lookup {
namespace {

// For each row the entry that asked for it, null if none did. Counts the rows of each in its `end`.
std::vector<KeyEntry*> FindOwners(const LookupLayout& layout, const RecordBatch& fetched,
                                  const std::function<KeyEntry*(const std::string&)>& find) {
  std::vector<KeyEntry*> owners(static_cast<std::size_t>(fetched.num_rows()), nullptr);
  std::string key;
  for (std::int64_t row = 0; row < fetched.num_rows(); ++row) {
    if (!EncodeKey(fetched, layout.table_keys, row, key)) continue;
    KeyEntry* entry = find(key);
    if (!entry || !entry->asked) continue;
    owners[static_cast<std::size_t>(row)] = entry;
    ++entry->end;
  }
  return owners;
}

// Gives each key its place, in the order in which they were asked for.
std::uint32_t PlaceKeys(const std::vector<KeyEntry*>& asked) {
  std::uint32_t rows = 0;
  for (KeyEntry* entry : asked) {
    const std::uint32_t count = entry->end;
    entry->begin = entry->end = rows;  // `end` moves on as rows are put there
    rows += count;
  }
  return rows;
}

}  // namespace

std::unique_ptr<Block> MakeBlock(const LookupLayout& layout, const RecordBatch& fetched,
                                 std::vector<KeyEntry*> asked,
                                 const std::function<KeyEntry*(const std::string&)>& find) {
  for (KeyEntry* entry : asked) entry->begin = entry->end = 0, entry->asked = true;
  const std::vector<KeyEntry*> owners = FindOwners(layout, fetched, find);
  std::vector<RowRef> rows(PlaceKeys(asked));
  for (std::size_t row = 0; row < owners.size(); ++row)
    if (owners[row]) rows[owners[row]->end++] = {0, static_cast<std::uint32_t>(row)};
  if (!layout.order.empty()) {
    const RowComparator comparator(layout.table, layout.order);
    const auto before = [&](RowRef a, RowRef b) {
      return comparator.Compare(fetched, a.row, fetched, b.row) < 0;
    };
    for (const KeyEntry* entry : asked)
      std::stable_sort(rows.begin() + entry->begin, rows.begin() + entry->end, before);
  }
  auto block = std::make_unique<Block>();
  block->rows = GatherRows(layout.table, {fetched}, rows);
  block->bytes = SizeBytes(block->rows) +
                 static_cast<std::int64_t>(sizeof(Block) + asked.size() * sizeof(KeyEntry*));
  for (KeyEntry* entry : asked) entry->block = block.get(), entry->asked = false;
  block->keys = std::move(asked);
  return block;
}

}  // namespace etl::lookup
