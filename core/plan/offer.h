// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "etl/plan.h"
#include "plan/step_host.h"
#include "plugin/registry.h"

namespace etl::plan {

// What a source accepted of a wish.
struct OfferResult {
  Scan accepted;
  std::optional<Schema> schema;  // the real one
  std::int64_t estimate = -1;    // rows; -1: unknown
  std::string explain;           // masked
  std::int64_t splits = 1;       // parts in which the rows can be read
};

// Calls `offer`, which may connect. A source without one accepts nothing. Throws StepFailure.
OfferResult AskOffer(const plugin::Component& component, StepHost& host, const OptionNode& options,
                     const Scan& wanted);

}  // namespace etl::plan
