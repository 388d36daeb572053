// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/shared/lookup/block.h"
#include "plugins/shared/lookup/memory_use.h"

namespace etl::lookup {

// The keys that the input has shown, and the rows of those that have been asked for: a cache, of
// which the block that was not used for the longest time goes when memory is short. A key that rows
// still wait for then has to be asked for again. One thread.
class KeyTable {
 public:
  explicit KeyTable(MemoryUse& memory) : memory_(memory) {}

  // An input row has the key, and waits. Never fails: memory that is not granted shows in `full`.
  KeyEntry* Enter(const std::string& key);
  // That row is through.
  void Leave(KeyEntry* entry) { --entry->waiting; }
  // Null: never seen, or forgotten.
  KeyEntry* Find(const std::string& key);

  // Distinct keys that rows wait for and that have yet to be asked for.
  std::int64_t wanting() const { return wanting_; }
  // More has been entered than memory was granted for.
  bool full() const { return full_; }

  // The answer to a statement. Throws EnvironmentError if there is no room for it, whatever goes.
  void AddBlock(std::unique_ptr<Block> block);
  void Touch(Block& block) { block.last_use = ++clock_; }

  // Takes memory; lets blocks go for it. False: there is none to let go any more.
  bool TryMemory(std::int64_t bytes);

 private:
  bool DropOldest();
  void Forget(KeyEntry& entry);

  MemoryUse& memory_;
  std::unordered_map<std::string, KeyEntry> entries_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::int64_t wanting_ = 0;
  std::uint64_t clock_ = 0;
  bool full_ = false;
};

}  // namespace etl::lookup
