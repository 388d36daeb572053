// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "etl/transform.h"
#include "plugins/shared/group_starts/group_starts.h"

namespace etl::distinct {

struct DistinctOptions {
  Located<std::vector<std::string>> by;
  std::string count;

  static auto Spec() {
    return OptionSpec<DistinctOptions>()
        .Optional("by", &DistinctOptions::by,
                  "Keys, COLUMN [asc|desc] [nulls first|nulls last]; absent: all columns.")
        .Optional("count", &DistinctOptions::count,
                  "Name of a column to add: how many rows there were of the key.");
  }
};

// The first row of each key, out of rows that are ordered by the keys.
class Distinct final : public Transform {
 public:
  using Options = DistinctOptions;
  explicit Distinct(DistinctOptions options) : options_(std::move(options)) {}

  static void Describe(const DistinctOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context& context, const Schema& input) override;
  void Process(const RecordBatch& input, BatchQueue& output) override;
  void Finish(BatchQueue& output) override;

 private:
  void PassFirsts(const RecordBatch& input, BatchQueue& output);
  void PassCounted(const RecordBatch& input, BatchQueue& output);
  RecordBatch Counted(const RecordBatch& rows, const std::vector<std::int64_t>& counts) const;

  DistinctOptions options_;
  Schema schema_;  // of the output
  std::optional<group_starts::GroupStarts> groups_;
  // With `count`: the first row of the group that the input is in the midst of, and its rows so
  // far.
  RecordBatch open_;
  std::int64_t open_rows_ = 0;
};

}  // namespace etl::distinct
