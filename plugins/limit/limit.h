// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "etl/transform.h"

namespace etl::limit {

struct LimitOptions {
  Located<std::int64_t> rows, skip;

  static auto Spec() {
    return OptionSpec<LimitOptions>()
        .Required("rows", &LimitOptions::rows, "How many rows go on at most.")
        .Optional("skip", &LimitOptions::skip, "How many rows are left out before them.");
  }
};

// Lets some of the first rows through and then reads no more. A MultiTransform, because only those
// can end before their input does.
class Limit final : public MultiTransform {
 public:
  using Options = LimitOptions;
  static constexpr std::size_t kInputs = 1;

  explicit Limit(LimitOptions options) : options_(std::move(options)) {}

  static void Describe(const LimitOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context& context, std::vector<BatchReader> inputs) override;
  std::optional<RecordBatch> Next() override;

 private:
  LimitOptions options_;
  BatchReader input_;
  std::int64_t to_skip_ = 0, to_take_ = 0;
};

}  // namespace etl::limit
