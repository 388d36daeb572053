// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/nearest.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace etl::expression {
namespace {

constexpr std::size_t kMaxLength = 64;  // longer words are no typing mistake
constexpr std::size_t kMaxListed = 12;

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Levenshtein's distance, where swapping two neighbours is one step.
std::size_t Distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      const std::size_t replace = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.size()][b.size()];
}

// How far the word is from a name, or from the part of it after the dot.
std::size_t DistanceTo(const std::string& word, const std::string& name) {
  const std::string known = Lower(name);
  std::size_t distance = Distance(word, known);
  const std::size_t dot = known.find('.');
  if (dot != std::string::npos && word.find('.') == std::string::npos)
    distance = std::min(distance, Distance(word, known.substr(dot + 1)));
  return distance;
}

}  // namespace

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  std::size_t best_distance = word.size() <= kMaxLength ? (word.size() + 2) / 3 : 0;
  for (const std::string& candidate : candidates) {
    if (word.size() > kMaxLength || candidate.size() > kMaxLength) continue;
    const std::size_t distance = DistanceTo(Lower(word), candidate);
    if (distance < best_distance ||
        (distance == best_distance && !best && distance < word.size())) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best) return "did you mean `" + *best + "`?";
  if (candidates.empty() || candidates.size() > kMaxListed) return {};
  std::string out = "there is";
  for (std::size_t i = 0; i < candidates.size(); ++i)
    out += (i ? ", `" : " `") + candidates[i] + "`";
  return out;
}

}  // namespace etl::expression
