// SPDX-License-Identifier: Apache-2.0
#include "plugins/aggregate/accumulator.h"

namespace etl::aggregate {
namespace {

// What the counts share: a number for each group.
class Count : public Accumulator {
 public:
  void BeginBatch(const RecordBatch&, const std::vector<std::uint32_t>&) override {}
  void EndGroup() override {
    results_.AppendInt64(count_);
    count_ = 0;
  }
  Column Take() override { return results_.Finish(); }

 protected:
  std::int64_t count_ = 0;

 private:
  ColumnBuilder results_{Int64()};
};

class CountRows final : public Count {
 public:
  void Add(std::int64_t begin, std::int64_t end) override { count_ += end - begin; }
};

class CountValues final : public Count {
 public:
  explicit CountValues(int column) : column_(column) {}
  void BeginBatch(const RecordBatch& batch, const std::vector<std::uint32_t>&) override {
    values_ = &batch.column(column_);
  }
  void Add(std::int64_t begin, std::int64_t end) override {
    count_ += end - begin;
    if (!values_->may_have_nulls()) return;
    for (std::int64_t row = begin; row < end; ++row) count_ -= values_->IsNull(row);
  }

 private:
  const int column_;
  const Column* values_ = nullptr;
};

// The rows of a group are sorted by the column.
class CountDistinct final : public Count {
 public:
  explicit CountDistinct(int column) : column_(column) {}
  void BeginBatch(const RecordBatch& batch, const std::vector<std::uint32_t>& fresh) override {
    values_ = &batch.column(column_);
    fresh_ = &fresh;
    at_ = 0;
  }
  void Add(std::int64_t, std::int64_t end) override {
    for (; at_ < fresh_->size() && (*fresh_)[at_] < end; ++at_)
      count_ += !values_->IsNull((*fresh_)[at_]);
  }

 private:
  const int column_;
  const Column* values_ = nullptr;
  const std::vector<std::uint32_t>* fresh_ = nullptr;
  std::size_t at_ = 0;
};

}  // namespace

AccumulatorPointer MakeCount(const AggregateCall& call) {
  if (call.function == Function::kCountRows) return std::make_unique<CountRows>();
  if (call.function == Function::kCount) return std::make_unique<CountValues>(call.column);
  return std::make_unique<CountDistinct>(call.column);
}

}  // namespace etl::aggregate
