// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/row_sorter.h"

#include <algorithm>
#include <array>
#include <utility>

namespace etl::runtime {
namespace {

// Long equal beginnings are done faster by comparing whole keys.
constexpr int kManyPieces = 16;
// From so many rows on eight passes over all of them cost less than comparing.
constexpr std::size_t kManyRows = 1024;

bool ByNumber(const SortEntry& a, const SortEntry& b) { return a.number < b.number; }

bool ByNumberThenArrival(const SortEntry& a, const SortEntry& b) {
  if (a.number != b.number) return a.number < b.number;
  return a.row.batch != b.row.batch ? a.row.batch < b.row.batch : a.row.row < b.row.row;
}

}  // namespace

RowSorter::RowSorter(const SortKey& key, const std::vector<RecordBatch>& batches)
    : key_(key), batches_(batches) {
  for (std::uint32_t i = 0; !key.IsEnd({i, 0}); ++i)
    columns_.push_back(ColumnsOf(batches, key.ColumnOf({i, 0})));
}

void RowSorter::Sort(std::span<SortEntry> rows) {
  if (rows.size() > 1 && !key_.IsEnd({})) SortFrom({}, rows);
}

void RowSorter::SortNumbered(std::span<SortEntry> rows) {
  if (rows.size() > 1 && !key_.IsEnd({})) SortByNumber({}, rows);
}

void RowSorter::SortFrom(SortKey::Part part, std::span<SortEntry> rows) {
  if (part.piece >= kManyPieces) return SortByComparing(rows);
  Number(part, rows);
  SortByNumber(part, rows);
}

void RowSorter::SortByNumber(SortKey::Part part, std::span<SortEntry> rows) {
  if (!std::is_sorted(rows.begin(), rows.end(), ByNumber)) {
    if (rows.size() >= kManyRows)
      SortByDigits(rows);
    else
      std::sort(rows.begin(), rows.end(), ByNumberThenArrival);
  }
  SortEqualRuns(part, rows);
}

void RowSorter::SortEqualRuns(SortKey::Part part, std::span<SortEntry> rows) {
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::uint64_t number = rows[begin].number;
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].number == number) ++end;
    if (end - begin > 1) {
      const SortKey::Part behind = key_.Behind(part, number);
      if (!key_.IsEnd(behind)) SortFrom(behind, rows.subspan(begin, end - begin));
    }
    begin = end;
  }
}

void RowSorter::Number(SortKey::Part part, std::span<SortEntry> rows) const {
  const ColumnSet& columns = columns_[part.key];
  key_.VisitNumbers(part, [&](auto of) {
    for (SortEntry& entry : rows) entry.number = of(*columns[entry.row.batch], entry.row.row);
  });
}

// The place of arrival is the last key, which makes any sort a stable one.
void RowSorter::SortByComparing(std::span<SortEntry> rows) const {
  std::sort(rows.begin(), rows.end(), [this](const SortEntry& a, const SortEntry& b) {
    if (const int order =
            key_.Compare(batches_[a.row.batch], a.row.row, batches_[b.row.batch], b.row.row))
      return order < 0;
    return a.row.batch != b.row.batch ? a.row.batch < b.row.batch : a.row.row < b.row.row;
  });
}

// Least significant byte first, so that each pass keeps what the ones before have done. Bytes that
// are the same in all rows cost nothing but the counting.
void RowSorter::SortByDigits(std::span<SortEntry> rows) {
  std::array<std::array<std::uint32_t, 256>, 8> counts{};
  for (const SortEntry& entry : rows)
    for (std::size_t digit = 0; digit < 8; ++digit)
      ++counts[digit][entry.number >> (8 * digit) & 0xff];
  other_.resize(rows.size());
  std::span<SortEntry> from = rows, to = other_;
  for (std::size_t digit = 0; digit < 8; ++digit) {
    auto& count = counts[digit];
    if (count[from[0].number >> (8 * digit) & 0xff] == rows.size()) continue;
    std::uint32_t at = 0;
    for (std::uint32_t& of_digit : count) of_digit = std::exchange(at, at + of_digit);
    for (const SortEntry& entry : from) to[count[entry.number >> (8 * digit) & 0xff]++] = entry;
    std::swap(from, to);
  }
  if (from.data() != rows.data()) std::copy(from.begin(), from.end(), rows.begin());
}

}  // namespace etl::runtime
