// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "plugins/aggregate/accumulator.h"
#include "plugins/aggregate/rounding.h"

namespace etl::aggregate {
namespace {

// Calls `add` with each value that is not null.
template <typename T, typename Add>
void EachValue(const Column& column, std::int64_t begin, std::int64_t end, Add add) {
  const bool nulls = column.may_have_nulls();
  for (std::int64_t row = begin; row < end; ++row) {
    if (nulls && column.IsNull(row)) continue;
    if constexpr (sizeof(T) == 16)
      add(column.DecimalAt(row));
    else
      add(column.values<T>()[row]);
  }
}

// A sum and how many values it has; null of none.
template <typename Total>
class Sum : public Accumulator {
 public:
  Sum(const AggregateCall& call, DataType input)
      : column_(call.column), input_(input), results_(call.result.type) {}

  void BeginBatch(const RecordBatch& batch, const std::vector<std::uint32_t>&) override {
    values_ = &batch.column(column_);
  }
  void EndGroup() override {
    if (count_ == 0)
      results_.AppendNull();
    else
      Append(results_);
    total_ = {};
    count_ = 0;
  }
  Column Take() override { return results_.Finish(); }

 protected:
  virtual void Append(ColumnBuilder& results) const = 0;

  const int column_;
  const DataType input_;
  const Column* values_ = nullptr;
  Total total_{};
  std::int64_t count_ = 0;

 private:
  ColumnBuilder results_;
};

// Of integers, decimals and durations: exact.
class ExactSum : public Sum<Int128> {
 public:
  using Sum::Sum;

  void Add(std::int64_t begin, std::int64_t end) override {
    switch (input_.id) {
      case TypeId::kInt32:
        return AddAll<std::int32_t>(begin, end);
      case TypeId::kUInt64:
        return AddAll<std::uint64_t>(begin, end);
      case TypeId::kDecimal128:
        return AddAll<Int128>(begin, end);
      default:
        return AddAll<std::int64_t>(begin, end);
    }
  }

 protected:
  void Append(ColumnBuilder& results) const override {
    if (results.type().id == TypeId::kDecimal128) {
      const Int128 limit = PowerOfTen(results.type().precision);
      if (total_ >= limit || total_ <= -limit) throw Overflow{results.type()};
      return results.AppendDecimal(total_);
    }
    if (total_ < std::numeric_limits<std::int64_t>::min() ||
        total_ > std::numeric_limits<std::int64_t>::max())
      throw Overflow{results.type()};
    results.AppendInt64(static_cast<std::int64_t>(total_));
  }

 private:
  template <typename T>
  void AddAll(std::int64_t begin, std::int64_t end) {
    EachValue<T>(*values_, begin, end, [this](T value) {
      // A sum of 64-bit numbers would take 2^63 rows to overflow; of decimals, two.
      if (__builtin_add_overflow(total_, static_cast<Int128>(value), &total_))
        throw Overflow{Decimal128(38, input_.scale)};
      ++count_;
    });
  }
};

class ExactAvg final : public ExactSum {
 public:
  using ExactSum::ExactSum;

 protected:
  void Append(ColumnBuilder& results) const override {
    const auto value =
        DivideRounded(total_, input_.scale, count_, results.type().scale, results.type().precision);
    if (!value) throw Overflow{results.type()};
    results.AppendDecimal(*value);
  }
};

// Neumaier's sum: what a rounding loses is added up apart.
struct FloatTotal {
  double sum = 0, lost = 0;

  void Add(double value) {
    const double next = sum + value;
    lost += std::fabs(sum) >= std::fabs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  // Infinities and NaN lose nothing that could be told.
  double value() const { return std::isfinite(sum) ? sum + lost : sum; }
};

template <bool kIsAverage>
class FloatSum final : public Sum<FloatTotal> {
 public:
  using Sum::Sum;

  void Add(std::int64_t begin, std::int64_t end) override {
    EachValue<double>(*values_, begin, end, [this](double value) {
      total_.Add(value);
      ++count_;
    });
  }

 protected:
  void Append(ColumnBuilder& results) const override {
    results.AppendFloat64(kIsAverage ? total_.value() / static_cast<double>(count_)
                                     : total_.value());
  }
};

}  // namespace

AccumulatorPointer MakeSum(const AggregateCall& call, DataType input) {
  if (input.id == TypeId::kFloat64) return std::make_unique<FloatSum<false>>(call, input);
  return std::make_unique<ExactSum>(call, input);
}

AccumulatorPointer MakeAvg(const AggregateCall& call, DataType input) {
  if (input.id == TypeId::kFloat64) return std::make_unique<FloatSum<true>>(call, input);
  return std::make_unique<ExactAvg>(call, input);
}

}  // namespace etl::aggregate
