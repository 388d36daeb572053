// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/reject_report.h"

namespace etl::runtime {

// When all rows have moved: whether a step reported a failure in passing, and the assertions on
// counts. Throws StepFailure.
void CheckEnd(const StepRuns& runs);

}  // namespace etl::runtime
