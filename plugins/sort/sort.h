// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "etl/transform.h"

namespace etl::sort {

struct SortOptions {
  Located<std::vector<std::string>> by;

  static auto Spec() {
    return OptionSpec<SortOptions>().Required(
        "by", &SortOptions::by, "Keys of the order: COLUMN [asc|desc] [nulls first|nulls last].");
  }
};

// Asks for an order and hands on what comes. Who sorts, if anybody has to, the plan decides.
class Sort final : public Transform {
 public:
  using Options = SortOptions;
  explicit Sort(SortOptions) {}

  static void Describe(const SortOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context&, const Schema& input) override { return input; }
  void Process(const RecordBatch& input, BatchQueue& output) override { output.Push(input); }
};

}  // namespace etl::sort
