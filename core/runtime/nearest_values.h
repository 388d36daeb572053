// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etl::runtime {

// Of values that come one by one, the few that somebody may have meant by another. One thread.
class NearestValues {
 public:
  explicit NearestValues(std::string wanted);

  void Add(std::string_view value);
  // "did you mean 'Rex', 'Max'?", the nearest first; empty if none came near.
  std::string Hint() const;

 private:
  static constexpr std::size_t kCount = 3, kMaxLength = 64;

  std::string wanted_;                                        // in lower case
  std::vector<std::pair<std::size_t, std::string>> nearest_;  // by distance, then as they came
};

}  // namespace etl::runtime
