// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "etl/transform.h"
#include "plugins/select/projection.h"
#include "plugins/select/select_options.h"

namespace etl::select {

// Keeps, renames and computes columns, row by row.
class Select final : public Transform {
 public:
  using Options = SelectOptions;
  explicit Select(SelectOptions options) : options_(std::move(options)) {}

  static void Describe(const SelectOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan) {
    Projection(options, inputs.at(0).schema, context).Describe(inputs[0], plan);
  }

  Schema Open(Context& context, const Schema& input) override {
    return projection_.emplace(options_, input, context).schema();
  }

  void Process(const RecordBatch& input, BatchQueue& output) override {
    output.Push(projection_->Apply(input, rows_));
    rows_ += input.num_rows();
  }

 private:
  SelectOptions options_;
  std::optional<Projection> projection_;
  std::int64_t rows_ = 0;  // of the input, so far
};

}  // namespace etl::select
