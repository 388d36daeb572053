// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace etl::json_records {

// What the keys of like objects mean. They mostly come in one sequence, so the key that followed
// this one in the last object is tried first, and most keys cost one comparison. One thread.
class KnownKeys {
 public:
  static constexpr int kNone = -1;

  KnownKeys();

  // A key that means something: `meaning` is not negative.
  void Add(std::string_view key, int meaning);

  // A walk over one object begins.
  void Begin() { at_ = 0; }
  // What the next key means; kNone if nothing.
  int Find(std::string_view key) {
    const std::uint32_t next = entries_[at_].next;
    if (next != 0 && Same(entries_[next].key, key)) {
      at_ = next;
      return entries_[next].meaning;
    }
    return Search(key);
  }

 private:
  struct Entry {
    std::string key;
    int meaning;
    std::uint32_t next;  // the entry that followed the last time; 0: none
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
  };

  static bool Same(const std::string& known, std::string_view key) {
    if (known.size() != key.size()) return false;
    const char *a = known.data(), *b = key.data();
    // Keys are short: a call to memcmp would take longer than this.
    for (std::size_t i = 0, size = key.size(); i < size; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }
  int Search(std::string_view key);

  std::vector<Entry> entries_;  // the first one stands for the beginning
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
  std::uint32_t at_ = 0;
};

}  // namespace etl::json_records
