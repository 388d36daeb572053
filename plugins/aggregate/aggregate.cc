// SPDX-License-Identifier: Apache-2.0
#include "plugins/aggregate/aggregate.h"

#include "etl/compare.h"
#include "etl/gather.h"
#include "etl/plugin.h"

namespace etl::aggregate {
namespace {

AccumulatorPointer Make(const AggregateCall& call, const Schema& input) {
  switch (call.function) {
    case Function::kCountRows:
    case Function::kCount:
    case Function::kCountDistinct:
      return MakeCount(call);
    case Function::kSum:
      return MakeSum(call, input[call.column].type);
    case Function::kAvg:
      return MakeAvg(call, input[call.column].type);
    default:
      return MakePick(call.function, call.column, input[call.column].type);
  }
}

}  // namespace

Schema Aggregate::Open(Context& context, const Schema& input) {
  calls_ = ReadCalls(options_, input, context.input_name(0));
  groups_.emplace(input, calls_.keys);
  if (calls_.distinct) values_.emplace(input, calls_.RowOrder(input));
  for (const int column : calls_.key_columns)
    accumulators_.push_back(MakePick(Function::kFirst, column, input[column].type));
  for (const AggregateCall& call : calls_.calls) accumulators_.push_back(Make(call, input));
  return calls_.schema;
}

template <typename Body>
void Aggregate::ForEach(Body body) {
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    try {
      body(*accumulators_[i]);
    } catch (const Overflow& overflow) {
      ThrowOverflow(i, overflow);
    }
  }
}

void Aggregate::Process(const RecordBatch& input, BatchQueue& output) {
  static const std::vector<std::uint32_t> kNone;
  const std::vector<std::uint32_t>& starts = groups_->Find(input);
  const std::vector<std::uint32_t>& fresh = values_ ? values_->Find(input) : kNone;
  for (const AccumulatorPointer& one : accumulators_) one->BeginBatch(input, fresh);
  std::int64_t begin = 0;
  for (const std::uint32_t start : starts) {
    Add(input, begin, start);
    if (open_) EndGroup();
    open_ = true;
    begin = start;
  }
  Add(input, begin, input.num_rows());
  for (const AccumulatorPointer& one : accumulators_) one->EndBatch();
  const RowRef row{0, static_cast<std::uint32_t>(group_row_)};
  kept_ = GatherRows(input.schema(), {input}, {&row, 1});  // so that its batch can go
  group_ = &kept_;
  group_row_ = 0;
  if (ended_ > 0) output.Push(TakeResults());
}

void Aggregate::Add(const RecordBatch& input, std::int64_t begin, std::int64_t end) {
  if (begin == end) return;
  group_ = &input;
  group_row_ = begin;
  ForEach([=](Accumulator& one) { one.Add(begin, end); });
}

void Aggregate::EndGroup() {
  ForEach([](Accumulator& one) { one.EndGroup(); });
  ++ended_;
}

void Aggregate::Finish(BatchQueue& output) {
  // Without keys there is one group, even if it has no rows.
  if (open_ || calls_.keys.empty()) EndGroup();
  if (ended_ > 0) output.Push(TakeResults());
}

RecordBatch Aggregate::TakeResults() {
  std::vector<Column> columns;
  for (const AccumulatorPointer& one : accumulators_) columns.push_back(one->Take());
  return RecordBatch(calls_.schema, std::move(columns), std::exchange(ended_, 0));
}

void Aggregate::ThrowOverflow(std::size_t accumulator, const Overflow& overflow) const {
  const AggregateCall& call = calls_.calls.at(accumulator - calls_.key_columns.size());
  const std::string where = calls_.keys.empty()
                                ? "all rows"
                                : "the group " + KeyText(*group_, group_row_, calls_.key_columns);
  throw DataError("{} of {} is more than a {} holds", call.text, where, ToString(overflow.type))
      .Column(call.result.name)
      .Hint("compute with fewer digits: cast the column in a select in front of this step");
}

}  // namespace etl::aggregate

ETL_PLUGIN(aggregate, "0.1.0") {
  plugin.Add<etl::aggregate::Aggregate>("aggregate",
                                        "Counts, sums and the like, a row for each group.");
}
