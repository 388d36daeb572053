// SPDX-License-Identifier: Apache-2.0
#include "cli/test/row_diff.h"

#include <algorithm>
#include <map>
#include <utility>

namespace etl::cli {

namespace {

using Rows = std::vector<DiffRow>;
using Range = std::pair<std::size_t, std::size_t>;  // begin, end
using Numbers = std::vector<std::size_t>;

constexpr std::size_t kMaxTable = 4'000'000;    // cells of the table of common rows
constexpr std::size_t kMaxPairing = 1'000'000;  // pairs of rows that are looked at for likeness

std::vector<std::size_t> Differing(const DiffRow& a, const DiffRow& b) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) columns.push_back(i);
  return columns;
}

// Half of the values are the same; of a row of one value none is.
bool IsAlike(const DiffRow& a, const DiffRow& b) {
  return a.size() == 1 || 2 * Differing(a, b).size() <= a.size();
}

class Differ {
 public:
  Differ(const Rows& expected, const Rows& actual) : expected_(expected), actual_(actual) {}

  void Compare(Range e, Range a);
  // `e` and `a` have nothing in common.
  void Pair(const Numbers& e, const Numbers& a, bool any_order);
  std::vector<RowDifference> Take() { return std::move(found_); }

 private:
  void CompareByTable(Range e, Range a);
  void Missing(std::size_t e) { found_.push_back({e, std::nullopt, {}}); }
  void Extra(std::size_t a) { found_.push_back({std::nullopt, a, {}}); }

  const Rows& expected_;
  const Rows& actual_;
  std::vector<RowDifference> found_;
};

Numbers Count(Range range) {
  Numbers numbers;
  for (std::size_t i = range.first; i < range.second; ++i) numbers.push_back(i);
  return numbers;
}

void Differ::Compare(Range e, Range a) {
  while (e.first < e.second && a.first < a.second && expected_[e.first] == actual_[a.first])
    ++e.first, ++a.first;
  while (e.first < e.second && a.first < a.second &&
         expected_[e.second - 1] == actual_[a.second - 1])
    --e.second, --a.second;
  const std::size_t rows = e.second - e.first, columns = a.second - a.first;
  if (rows == 0 || columns == 0 || rows > kMaxTable / columns)
    return Pair(Count(e), Count(a), false);
  CompareByTable(e, a);
}

// The longest common subsequence; what lies between its rows is paired.
void Differ::CompareByTable(Range e, Range a) {
  const std::size_t rows = e.second - e.first, columns = a.second - a.first;
  std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
    return length[i * (columns + 1) + j];
  };
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      at(i, j) = expected_[e.first + i] == actual_[a.first + j]
                     ? at(i + 1, j + 1) + 1
                     : std::max(at(i + 1, j), at(i, j + 1));
  Numbers missing, extra;
  std::size_t i = 0, j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && expected_[e.first + i] == actual_[a.first + j]) {
      Pair(std::exchange(missing, {}), std::exchange(extra, {}), false);
      ++i, ++j;
    } else if (j == columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
      missing.push_back(e.first + i++);
    } else {
      extra.push_back(a.first + j++);
    }
  }
  Pair(missing, extra, false);
}

void Differ::Pair(const Numbers& e, const Numbers& a, bool any_order) {
  const bool few = a.empty() || e.size() <= kMaxPairing / a.size();
  std::vector<bool> taken(a.size());
  std::size_t next = 0;
  for (const std::size_t row : e) {
    std::size_t best = a.size(), least = 0;
    for (std::size_t j = any_order ? 0 : next; j < (few ? a.size() : std::min(next + 1, a.size()));
         ++j) {
      if (taken[j] || !IsAlike(expected_[row], actual_[a[j]])) continue;
      const std::size_t differing = Differing(expected_[row], actual_[a[j]]).size();
      if (best < a.size() && differing >= least) continue;
      best = j, least = differing;
    }
    if (best == a.size()) {
      Missing(row);
      continue;
    }
    if (!any_order)
      for (; next < best; ++next) Extra(a[next]);
    next = any_order ? next : best + 1;
    taken[best] = true;
    found_.push_back({row, a[best], Differing(expected_[row], actual_[a[best]])});
  }
  for (std::size_t j = any_order ? 0 : next; j < a.size(); ++j)
    if (!taken[j]) Extra(a[j]);
}

}  // namespace

std::vector<RowDifference> DiffRows(const Rows& expected, const Rows& actual, bool unordered) {
  Differ differ(expected, actual);
  if (!unordered) {
    differ.Compare({0, expected.size()}, {0, actual.size()});
    return differ.Take();
  }
  std::map<DiffRow, Numbers> there;
  for (std::size_t i = actual.size(); i-- > 0;) there[actual[i]].push_back(i);
  Numbers missing, extra;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto found = there.find(expected[i]);
    if (found == there.end() || found->second.empty())
      missing.push_back(i);
    else
      found->second.pop_back();
  }
  for (const auto& [row, numbers] : there)
    extra.insert(extra.end(), numbers.begin(), numbers.end());
  std::ranges::sort(extra);
  differ.Pair(missing, extra, true);
  return differ.Take();
}

}  // namespace etl::cli
