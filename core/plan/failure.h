// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include "config/mark.h"
#include "etl/abi.h"

namespace etl::plan {

// Why a step failed, with every place that is known of it. Thrown by the planner, kept by the
// runtime.
struct StepFailure : std::exception {
  std::int32_t status = ETL_INTERNAL_ERROR;  // etl_status
  std::string step;                          // empty: not about one step
  std::string plugin;
  std::string message;  // masked
  std::string hint;
  std::string column;
  std::string position;   // "page 7, record 12"
  std::int64_t row = -1;  // 0-based
  config::Mark mark;      // of the option that is to blame, else of the step
  std::string option_text;
  std::int64_t caret = -1;  // byte offset into option_text

  const char* what() const noexcept override { return message.c_str(); }
};

// The status, beside those of etl_status, of a run that rejected more rows than it may: all is
// published.
inline constexpr std::int32_t kTooManyRejects = 1000;

// "rejects", "config", "data", "environment", "unknown-outcome", "internal", "cancelled"
const char* StatusName(std::int32_t status);

// The exit code of a run that ended so: 1 to 5.
int ExitCodeOf(std::int32_t status);

// The line of the option's text that the caret is in, and the caret under it; empty without a
// caret.
std::string CaretExcerpt(const StepFailure& failure);

// "error[data] pipelines/users.yaml:12:7: external (page 7, record 12): ...", and further lines for
// the caret and the hint. No line break at the end.
std::string ToString(const StepFailure& failure);

}  // namespace etl::plan
