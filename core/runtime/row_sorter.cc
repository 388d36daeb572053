// SPDX-License-Identifier: Apache-2.0
#include "runtime/row_sorter.h"

#include <algorithm>
#include <utility>

#include "runtime/sort_number.h"

namespace etl::runtime {
namespace {

// Few rows, or long equal beginnings, are done faster by comparing whole keys.
constexpr std::size_t kFewRows = 8;
constexpr int kManyPieces = 16;

bool ByNumberThenArrival(const SortEntry& a, const SortEntry& b) {
  if (a.number != b.number) return a.number < b.number;
  return a.row.batch != b.row.batch ? a.row.batch < b.row.batch : a.row.row < b.row.row;
}

template <typename Less>
void SortIfNeeded(std::span<SortEntry> rows, Less less) {
  if (!std::is_sorted(rows.begin(), rows.end(), less)) std::sort(rows.begin(), rows.end(), less);
}

}  // namespace

RowSorter::RowSorter(const SortKey& key, const std::vector<RecordBatch>& batches)
    : key_(key), batches_(batches) {
  for (const CompareKey& one : key.keys()) {
    columns_.push_back(ColumnsOf(batches, one.left));
    may_be_null_.push_back(std::any_of(columns_.back().begin(), columns_.back().end(),
                                       [](const Column* c) { return c->may_have_nulls(); }));
  }
}

void RowSorter::Sort(std::span<SortEntry> rows) const {
  if (rows.size() > 1 && key_.presorted() < columns_.size())
    SortFrom(First(key_.presorted()), rows);
}

void RowSorter::SortFrom(Part part, std::span<SortEntry> rows) const {
  if (rows.size() <= kFewRows || part.piece >= kManyPieces) return SortByComparing(rows);
  Number(part, rows);
  SortIfNeeded(rows, ByNumberThenArrival);
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::uint64_t number = rows[begin].number;
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].number == number) ++end;
    const Part behind = Behind(part, number);
    if (end - begin > 1 && behind.key < columns_.size())
      SortFrom(behind, rows.subspan(begin, end - begin));
    begin = end;
  }
}

// The place of arrival is the last key, which makes any sort a stable one.
void RowSorter::SortByComparing(std::span<SortEntry> rows) const {
  SortIfNeeded(rows, [this](const SortEntry& a, const SortEntry& b) {
    if (const int order =
            key_.Compare(batches_[a.row.batch], a.row.row, batches_[b.row.batch], b.row.row))
      return order < 0;
    return a.row.batch != b.row.batch ? a.row.batch < b.row.batch : a.row.row < b.row.row;
  });
}

DataType RowSorter::TypeOf(std::size_t key) const {
  return columns_[key].empty() ? Null() : columns_[key][0]->type();
}

// By what rows that share `number` in this part are to be told apart.
RowSorter::Part RowSorter::Behind(Part part, std::uint64_t number) const {
  const CompareKey& key = key_.keys()[part.key];
  const auto next_key = [&] {
    return part.key + 1 < columns_.size() ? First(part.key + 1) : Part{part.key + 1, 0};
  };
  if (part.piece == kNullPiece) {
    const bool is_null = (number != 0) == key.nulls_last;
    return is_null ? next_key() : Part{part.key, 0};
  }
  const DataType type = TypeOf(part.key);
  const std::uint64_t plain = key.descending ? ~number : number;
  const bool more =
      IsVariable(type) ? TextGoesOn(plain) : type.id == TypeId::kDecimal128 && part.piece == 0;
  return more ? Part{part.key, part.piece + 1} : next_key();
}

void RowSorter::Number(Part part, std::span<SortEntry> rows) const {
  if (part.piece != kNullPiece) return NumberValues(part, rows);
  const bool nulls_last = key_.keys()[part.key].nulls_last;
  const ColumnSet& columns = columns_[part.key];
  for (SortEntry& entry : rows)
    entry.number = columns[entry.row.batch]->IsNull(entry.row.row) == nulls_last;
}

void RowSorter::NumberValues(Part part, std::span<SortEntry> rows) const {
  const ColumnSet& columns = columns_[part.key];
  const std::uint64_t flip = key_.keys()[part.key].descending ? ~std::uint64_t{0} : 0;
  const auto number = [&](auto of) {
    for (SortEntry& entry : rows)
      entry.number = of(*columns[entry.row.batch], entry.row.row) ^ flip;
  };
  switch (TypeOf(part.key).id) {
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return number([&](const Column& c, std::int64_t row) {
        return NumberOfText(c.TextAt(row), part.piece);
      });
    case TypeId::kDecimal128:
      return number([&](const Column& c, std::int64_t row) {
        return NumberOfDecimal(c.DecimalAt(row), part.piece);
      });
    default:
      return VisitNumbers(TypeOf(part.key), number);
  }
}

}  // namespace etl::runtime
