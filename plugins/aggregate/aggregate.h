// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "etl/transform.h"
#include "plugins/aggregate/accumulator.h"
#include "plugins/shared/group_starts/group_starts.h"

namespace etl::aggregate {

// A row for each group of rows that are equal in the keys, out of rows that are ordered by them.
// Holds one group's results at a time.
class Aggregate final : public Transform {
 public:
  using Options = AggregateOptions;
  explicit Aggregate(AggregateOptions options) : options_(std::move(options)) {}

  static void Describe(const AggregateOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context& context, const Schema& input) override;
  void Process(const RecordBatch& input, BatchQueue& output) override;
  void Finish(BatchQueue& output) override;

 private:
  void Add(const RecordBatch& input, std::int64_t begin, std::int64_t end);
  void EndGroup();
  template <typename Body>
  void ForEach(Body body);
  [[noreturn]] void ThrowOverflow(std::size_t accumulator, const Overflow& overflow) const;
  RecordBatch TakeResults();

  const AggregateOptions options_;
  Calls calls_;
  std::optional<group_starts::GroupStarts> groups_, values_;
  std::vector<AccumulatorPointer> accumulators_;  // a column of the output each
  bool open_ = false;                             // a group has begun
  std::int64_t ended_ = 0;                        // groups since the last batch of output
  // A row of the open group, for messages: of the batch at hand, or the copy that stays of it.
  const RecordBatch* group_ = &kept_;
  std::int64_t group_row_ = 0;
  RecordBatch kept_;
};

}  // namespace etl::aggregate
