// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "etl/plan.h"
#include "plan/step_host.h"
#include "plugin/registry.h"

namespace etl::plan {

// What a component said of itself for certain options and inputs.
struct Description {
  struct Lineage {
    std::optional<std::size_t> output;  // nullopt: every row depends on it
    std::size_t input = 0;
    std::string column;
  };

  std::optional<Schema> schema;
  std::optional<Order> order;  // nullopt: a rowwise step keeps its input's
  std::map<std::size_t, Order> required;
  Kind kind = Kind::kRowwise;
  std::int64_t minimum_memory = 0;
  std::vector<Lineage> lineage;
  std::vector<Predicate> predicates;
  std::vector<std::string> notes;
  std::vector<Reduction> reductions;
};

// Calls `describe`. Throws StepFailure.
Description Describe(const plugin::Component& component, StepHost& host, const OptionNode& options,
                     const std::vector<PlanInput>& inputs);

}  // namespace etl::plan
