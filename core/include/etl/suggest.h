// SPDX-License-Identifier: Apache-2.0
// The name that somebody probably meant: for the hints of errors.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sdk.h"

ETL_SDK_BEGIN

namespace detail {

inline std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

// Damerau-Levenshtein with adjacent transpositions (optimal string alignment), in three rows.
inline std::size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace detail

// The candidate that `word` was probably meant to be: case ignored, at most about a third of the
// length away, or one that begins with the word. The first of equals.
inline std::optional<std::string> Closest(std::string_view word,
                                          std::span<const std::string> candidates) {
  // Longer words are no typing mistake, and the distance costs the product of the lengths.
  constexpr std::size_t kMaxLength = 64, kMaxCandidates = 500;
  if (word.empty() || word.size() > kMaxLength || candidates.size() > kMaxCandidates)
    return std::nullopt;
  const std::string typed = detail::LowerAscii(word);
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kMaxLength) continue;
    const std::string known = detail::LowerAscii(candidate);
    const std::size_t limit = (std::max(typed.size(), known.size()) + 2) / 3;
    const bool prefix = typed.size() >= 2 && known.size() >= 2 &&
                        (known.starts_with(typed) || typed.starts_with(known));
    const std::size_t real = detail::EditDistance(typed, known);
    const std::size_t distance = prefix ? std::min(real, limit) : real;
    if (distance > limit || (!prefix && distance >= known.size())) continue;
    if (!best || distance < best_distance) best = &candidate, best_distance = distance;
  }
  return best ? std::optional(*best) : std::nullopt;
}

ETL_SDK_END
