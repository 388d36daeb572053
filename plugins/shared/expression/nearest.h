// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etl::expression {

// "did you mean `x`?" for the candidate that `word` is probably a mistyped form of; without one,
// the candidates if they are few, else nothing.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace etl::expression
