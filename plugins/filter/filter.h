// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "etl/transform.h"
#include "plugins/shared/expression/bound_expression.h"

namespace etl::filter {

struct FilterOptions {
  Expression where;

  static auto Spec() {
    return OptionSpec<FilterOptions>().Required("where", &FilterOptions::where,
                                                "Condition; rows for which it is true go on.");
  }
};

// Lets the rows through for which a condition is true: not those for which it is false or null.
class Filter final : public Transform {
 public:
  using Options = FilterOptions;
  explicit Filter(FilterOptions options) : options_(std::move(options)) {}

  static void Describe(const FilterOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context& context, const Schema& input) override;
  void Process(const RecordBatch& input, BatchQueue& output) override;

 private:
  FilterOptions options_;
  std::optional<expression::BoundExpression> where_;
  std::int64_t rows_ = 0;               // of the input, so far
  std::vector<std::int32_t> selected_;  // kept for its memory
};

}  // namespace etl::filter
