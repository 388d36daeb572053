// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace etl::json {

// Finds the end of one JSON value by its quotes and brackets alone, in a text that comes piece by
// piece. Whether the value is valid is for a parser to say. One thread.
class ItemScanner {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // A value begins with this byte.
  void Begin(char first);
  // Goes on at `from`, where the last call stopped, or at 0. The place behind the value, or kNone
  // if it goes on behind `size`.
  std::size_t Scan(const char* text, std::size_t from, std::size_t size);

 private:
  bool scalar_ = false, in_string_ = false, escaped_ = false;
  std::size_t depth_ = 0;
};

}  // namespace etl::json
