// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/key_table.h"

#include <algorithm>
#include <utility>

namespace etl::lookup {
namespace {

// What an entry takes in the table, its node and its share of the buckets included.
std::int64_t EntryBytes(const std::string& key) {
  return static_cast<std::int64_t>(sizeof(KeyEntry) + sizeof(std::string) + 40 + key.capacity());
}

}  // namespace

KeyEntry* KeyTable::Enter(const std::string& key) {
  const auto [at, fresh] = entries_.try_emplace(key);
  KeyEntry& entry = at->second;
  if (fresh) {
    entry.key = &at->first;
    entry.counted = TryMemory(EntryBytes(at->first));
    full_ = full_ || !entry.counted;
  }
  if (entry.waiting++ == 0 && !entry.block) ++wanting_;
  if (entry.block) Touch(*entry.block);
  return &entry;
}

KeyEntry* KeyTable::Find(const std::string& key) {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

void KeyTable::AddBlock(std::unique_ptr<Block> block) {
  wanting_ -= static_cast<std::int64_t>(block->keys.size());
  Touch(*block);
  if (!TryMemory(block->bytes))
    throw EnvironmentError("the rows of {} keys do not fit into the memory", block->keys.size())
        .Hint("raise --memory, or lower `batch`");
  blocks_.push_back(std::move(block));
}

bool KeyTable::TryMemory(std::int64_t bytes) {
  while (!memory_.Try(bytes))
    if (!DropOldest()) return false;
  return true;
}

bool KeyTable::DropOldest() {
  const auto oldest =
      std::min_element(blocks_.begin(), blocks_.end(),
                       [](const auto& a, const auto& b) { return a->last_use < b->last_use; });
  if (oldest == blocks_.end()) return false;
  const std::unique_ptr<Block> block = std::move(*oldest);
  blocks_.erase(oldest);
  memory_.Release(block->bytes);
  for (KeyEntry* entry : block->keys) Forget(*entry);
  full_ = false;
  return true;
}

void KeyTable::Forget(KeyEntry& entry) {
  entry.block = nullptr;
  if (entry.waiting > 0) {
    ++wanting_;
    return;
  }
  if (entry.counted) memory_.Release(EntryBytes(*entry.key));
  entries_.erase(entries_.find(*entry.key));
}

}  // namespace etl::lookup
