// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace etl::config {

/// The candidate that `word` was probably meant to be: by Damerau-Levenshtein distance, case
/// ignored, at most about a third of the length away, or one that begins with the word. The first
/// of equals.
std::optional<std::string> Closest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean `keys`?", else "known: `a`, `b`" if there are few, else "".
std::string DidYouMean(std::string_view word, std::span<const std::string> candidates);

}  // namespace etl::config
