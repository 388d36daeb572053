// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/nearest_name.h"

#include <algorithm>
#include <cctype>

namespace etl::join {
namespace {

char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Levenshtein's distance in one row, case ignored.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (Lower(a[i]) != Lower(b[j]));
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string SuggestName(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t kLongestTypo = 64, kListed = 8;
  const std::string* nearest = nullptr;
  std::size_t least = std::min(name.size(), kLongestTypo) / 3 + 2;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongestTypo || name.size() > kLongestTypo) continue;
    const std::size_t distance = Distance(name, candidate);
    if (distance < least) least = distance, nearest = &candidate;
  }
  if (nearest) return "did you mean `" + *nearest + "`?";
  std::string out;
  for (std::size_t i = 0; i < known.size() && i < kListed; ++i)
    out += (i ? ", `" : "its columns are `") + known[i] + "`";
  return out + (known.size() > kListed ? ", …" : "");
}

}  // namespace etl::join
