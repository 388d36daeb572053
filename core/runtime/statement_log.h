// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etl::runtime {

// A statement or request that a step sent, and how often.
struct StatementCount {
  std::string text;  // masked; shortened if it is long
  std::int64_t count = 0;
  std::int64_t microseconds = 0;  // until the first answer, all times together
};

// What a step sent: the first distinct texts one by one, all others counted together. One thread at
// a time.
class StatementLog {
 public:
  static constexpr std::size_t kDistinct = 20;
  static constexpr std::size_t kTextBytes = 2000;

  // `text` is masked. Long ones that begin alike count as one.
  void Add(std::string_view text, std::int64_t microseconds);

  const std::vector<StatementCount>& first() const { return first_; }
  // Its text is empty, its count 0 if there are none.
  const StatementCount& others() const { return others_; }

 private:
  std::vector<StatementCount> first_;  // in the order in which they came
  StatementCount others_;
};

}  // namespace etl::runtime
