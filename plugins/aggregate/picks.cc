// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "etl/compare.h"
#include "etl/gather.h"
#include "plugins/aggregate/accumulator.h"

namespace etl::aggregate {
namespace {

// Chooses a row of each group. Values are copied once a batch, not once a group; what the open
// group has chosen so far outlives its batch as a copy.
class Pick : public Accumulator {
 public:
  Pick(int column, DataType type)
      : column_(column), kept_(ColumnBuilder(type).Finish()), results_(type) {}

  void BeginBatch(const RecordBatch& batch, const std::vector<std::uint32_t>&) override {
    values_ = &batch.column(column_);
  }
  void Add(std::int64_t begin, std::int64_t end) override {
    if (begin < end) Choose(begin, end);
  }
  void EndGroup() override {
    ended_.push_back(chosen_);
    chosen_ = {};
  }
  void EndBatch() override {
    const ColumnSet columns{&kept_, values_};
    Flush(columns);
    if (chosen_.batch != kHere) return;
    ColumnGatherer one(values_->type());
    one.Append(columns, {&chosen_, 1});
    kept_ = one.Finish();
    chosen_ = {kKept, 0};
  }
  Column Take() override {
    Flush({&kept_});
    return results_.Finish();
  }

 protected:
  static constexpr std::uint32_t kKept = 0, kHere = 1;

  // Sets chosen_ by the rows of the group, of which it is one already or none.
  virtual void Choose(std::int64_t begin, std::int64_t end) = 0;
  const Column& ColumnOf(RowRef row) const { return row.batch == kKept ? kept_ : *values_; }
  static RowRef Here(std::int64_t row) { return {kHere, static_cast<std::uint32_t>(row)}; }

  const Column* values_ = nullptr;
  RowRef chosen_;

 private:
  void Flush(const ColumnSet& columns) {
    if (!ended_.empty()) results_.Append(columns, ended_);
    ended_.clear();
  }

  const int column_;
  Column kept_;
  ColumnGatherer results_;
  std::vector<RowRef> ended_;
};

class First final : public Pick {
 public:
  using Pick::Pick;
  void Choose(std::int64_t begin, std::int64_t) override {
    if (chosen_.is_none()) chosen_ = Here(begin);
  }
};

class Last final : public Pick {
 public:
  using Pick::Pick;
  void Choose(std::int64_t, std::int64_t end) override { chosen_ = Here(end - 1); }
};

template <typename T>
T ValueAt(const Column& column, std::int64_t row) {
  if constexpr (std::is_same_v<T, std::string_view>)
    return column.TextAt(row);
  else if constexpr (std::is_same_v<T, bool>)
    return column.BoolAt(row);
  else if constexpr (std::is_same_v<T, Int128>)
    return column.DecimalAt(row);
  else
    return column.values<T>()[row];
}

template <typename T>
bool IsLess(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double>)
    return CompareFloat64(a, b) < 0;
  else if constexpr (std::is_same_v<T, std::string_view>)
    return CompareBytes(a, b) < 0;
  else
    return a < b;
}

// The least or the greatest value by the order of the type, nulls apart; of equal ones the first.
template <typename T, bool kIsMax>
class Extreme final : public Pick {
 public:
  using Pick::Pick;

  void Choose(std::int64_t begin, std::int64_t end) override {
    const Column& column = *values_;
    const bool nulls = column.may_have_nulls();
    if (chosen_.is_none()) {
      while (nulls && begin < end && column.IsNull(begin)) ++begin;
      if (begin == end) return;
      chosen_ = Here(begin++);
    }
    T best = ValueAt<T>(ColumnOf(chosen_), chosen_.row);
    for (std::int64_t row = begin; row < end; ++row) {
      if (nulls && column.IsNull(row)) continue;
      const T value = ValueAt<T>(column, row);
      if (!(kIsMax ? IsLess(best, value) : IsLess(value, best))) continue;
      best = value;
      chosen_ = Here(row);
    }
  }
};

template <bool kIsMax>
AccumulatorPointer MakeExtreme(int column, DataType type) {
  switch (type.id) {
    case TypeId::kNull:
      return std::make_unique<First>(column, type);
    case TypeId::kBool:
      return std::make_unique<Extreme<bool, kIsMax>>(column, type);
    case TypeId::kInt32:
    case TypeId::kDate32:
      return std::make_unique<Extreme<std::int32_t, kIsMax>>(column, type);
    case TypeId::kUInt64:
      return std::make_unique<Extreme<std::uint64_t, kIsMax>>(column, type);
    case TypeId::kFloat64:
      return std::make_unique<Extreme<double, kIsMax>>(column, type);
    case TypeId::kDecimal128:
      return std::make_unique<Extreme<Int128, kIsMax>>(column, type);
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return std::make_unique<Extreme<std::string_view, kIsMax>>(column, type);
    default:
      return std::make_unique<Extreme<std::int64_t, kIsMax>>(column, type);
  }
}

}  // namespace

AccumulatorPointer MakePick(Function function, int column, DataType type) {
  switch (function) {
    case Function::kMin:
      return MakeExtreme<false>(column, type);
    case Function::kMax:
      return MakeExtreme<true>(column, type);
    case Function::kLast:
      return std::make_unique<Last>(column, type);
    default:
      return std::make_unique<First>(column, type);
  }
}

}  // namespace etl::aggregate
