// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "etl/schema.h"
#include "plugin/registry.h"

namespace etl::plan {

// What becomes of rows that a step cannot use: `on_error` and `max_rejects`.
struct RejectPolicy {
  bool written = false;  // the step has an `on_error`, whatever it says in this run
  bool keep = false;     // on_error: reject
  std::int64_t max_rows = 0;
  std::optional<double> max_percent;  // of the rows that the step read; instead of max_rows
  config::Mark mark;                  // of what the number is compared with

  // Whether a run with so many rejects is as good as one without.
  bool Allows(std::int64_t rejected, std::int64_t read) const;
};

// Reads both keys of a step:
//   on_error: fail | reject
//   max_rejects: 10 | 0.5%
RejectPolicy ReadRejectPolicy(const config::Step& step, config::Findings& findings);

// The columns of `STEP.rejects`.
const Schema& RejectSchema();
// What gives them: a source that the host has itself. Its instances do nothing.
const plugin::Component& RejectsComponent();

}  // namespace etl::plan
