// SPDX-License-Identifier: Apache-2.0
#include "plugins/ddl/nearest.h"

#include <algorithm>
#include <numeric>

namespace etl::ddl {
namespace {

// Insertions, deletions and replacements of bytes (Levenshtein), row by row.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string Nearest(std::string_view written, const std::vector<std::string>& names) {
  std::string nearest;
  std::size_t best = written.size() / 3 + 2;  // farther is another word
  for (const std::string& name : names)
    if (const std::size_t distance = Distance(written, name); distance < best)
      best = distance, nearest = name;
  return nearest;
}

}  // namespace etl::ddl
