// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "etl/transform.h"
#include "plugins/union/merge.h"
#include "plugins/union/union_options.h"

namespace etl::union_all {

// All rows of all inputs: one input after the other, or merged by an order that each of them has.
class Union final : public MultiTransform {
 public:
  using Options = UnionOptions;

  explicit Union(UnionOptions options) : options_(std::move(options)) {}

  static void Describe(const UnionOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context& context, std::vector<BatchReader> inputs) override;
  std::optional<RecordBatch> Next() override;

 private:
  UnionOptions options_;
  std::optional<Merge> merge_;       // with `order`
  std::vector<InputStream> inputs_;  // without
  std::size_t at_ = 0;               // the input that is being read
};

}  // namespace etl::union_all
