// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace etl::config {
namespace {

// Longer words are no typing mistake, and the distance costs the product of the lengths.
constexpr std::size_t kMaxLength = 64;
constexpr std::size_t kMaxCandidates = 500;
constexpr std::size_t kMaxListed = 8;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Damerau-Levenshtein with adjacent transpositions (optimal string alignment), in three rows.
std::size_t Distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> Closest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > kMaxLength || candidates.size() > kMaxCandidates)
    return std::nullopt;
  const std::string typed = Lower(word);
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kMaxLength) continue;
    const std::string known = Lower(candidate);
    const std::size_t limit = (std::max(typed.size(), known.size()) + 2) / 3;
    const bool prefix = typed.size() >= 2 && known.size() >= 2 &&
                        (known.starts_with(typed) || typed.starts_with(known));
    const std::size_t real = Distance(typed, known);
    const std::size_t distance = prefix ? std::min(real, limit) : real;
    if (distance > limit || (!prefix && distance >= known.size())) continue;
    if (!best || distance < best_distance) {
      best = &candidate;
      best_distance = distance;
    }
  }
  return best ? std::optional(*best) : std::nullopt;
}

std::string DidYouMean(std::string_view word, std::span<const std::string> candidates) {
  if (const auto closest = Closest(word, candidates)) return "did you mean `" + *closest + "`?";
  if (candidates.empty() || candidates.size() > kMaxListed) return "";
  std::string known = "known: ";
  for (const std::string& candidate : candidates) {
    if (&candidate != &candidates.front()) known += ", ";
    known += "`" + candidate + "`";
  }
  return known;
}

}  // namespace etl::config
