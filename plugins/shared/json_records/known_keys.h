// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
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

  // Keys are short: a call to memcmp would take longer than this.
  static bool Same(const std::string& known, std::string_view key) {
    const std::size_t size = key.size();
    if (known.size() != size) return false;
    const char *a = known.data(), *b = key.data();
    if (size >= 8) {
      for (std::size_t i = 0; i + 8 < size; i += 8)
        if (Load<std::uint64_t>(a + i) != Load<std::uint64_t>(b + i)) return false;
      return Load<std::uint64_t>(a + size - 8) == Load<std::uint64_t>(b + size - 8);
    }
    if (size >= 4)
      return Load<std::uint32_t>(a) == Load<std::uint32_t>(b) &&
             Load<std::uint32_t>(a + size - 4) == Load<std::uint32_t>(b + size - 4);
    if (size >= 2)
      return Load<std::uint16_t>(a) == Load<std::uint16_t>(b) && a[size - 1] == b[size - 1];
    return size == 0 || *a == *b;
  }
  template <typename T>
  static T Load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
  int Search(std::string_view key);

  std::vector<Entry> entries_;  // the first one stands for the beginning
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
  std::uint32_t at_ = 0;
};

}  // namespace etl::json_records
