// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plan/discover.h"

namespace etl::cli {

// By which columns two tables might be joined, and why these.
struct JoinGuess {
  std::vector<std::string> left, right;  // the keys' names; empty: nothing is in both
  std::string why;
  // Further pairs that have the same name and comparable types.
  std::vector<std::pair<std::string, std::string>> others;
};

// Names are the same but for case and what stands between words; types have a common order. Of
// those: a unique key of one side, a name that says that it identifies (`email`, `user_id`), the
// parts of a person's name, `id`, else the first.
JoinGuess GuessJoin(const plan::FoundTable& left, const plan::FoundTable& right);

// The keys that somebody named. Throws ConfigError for one that a side lacks or cannot compare.
JoinGuess ChooseJoin(const plan::FoundTable& left, const plan::FoundTable& right,
                     const std::vector<std::string>& keys);

}  // namespace etl::cli
