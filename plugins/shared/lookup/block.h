// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "etl/record_batch.h"
#include "plugins/shared/lookup/layout.h"

namespace etl::lookup {

struct Block;

// What is known of one key. `block` holds its rows, number `begin` to `end` - 1; null: it has yet
// to be asked for.
struct KeyEntry {
  const std::string* key = nullptr;
  Block* block = nullptr;
  std::uint32_t begin = 0, end = 0;
  std::int32_t waiting = 0;  // input rows that are not through yet
  bool asked = false;        // by the statement under way
  bool counted = false;      // its memory was granted

  std::uint32_t matches() const { return end - begin; }
};

// The rows that one statement gave, those of a key side by side.
struct Block {
  RecordBatch rows;
  std::vector<KeyEntry*> keys;
  std::int64_t bytes = 0;
  std::uint64_t last_use = 0;
  std::uint32_t number = 0;  // within the batch that is made at the moment
};

// Puts what a statement gave into order: the rows of each of `asked`, whose place they then know;
// rows of other keys are left out, such as a database gives that compares texts less strictly.
// `find`: the entry of a key, null for one that is not known.
std::unique_ptr<Block> MakeBlock(const LookupLayout& layout, const RecordBatch& fetched,
                                 std::vector<KeyEntry*> asked,
                                 const std::function<KeyEntry*(const std::string&)>& find);

}  // namespace etl::lookup
