// SPDX-License-Identifier: Apache-2.0
#include "runtime/end_check.h"

#include "runtime/assertion_check.h"

namespace etl::runtime {

void CheckEnd(const StepRuns& runs) {
  for (const auto& run : runs) {
    if (!run) continue;
    // Reported, and yet the call said that all was well: rows may be missing.
    if (run->has_failure() && !run->left()) throw run->TakeFailure(ETL_INTERNAL_ERROR, "run");
    const StepCounters counters = run->Counters();
    const std::int64_t rows = run->plan().role() == ETL_SINK ? counters.rows_in : counters.rows_out;
    try {
      AssertionCheck::CheckCounts(run->plan().assertions, rows, counters);
    } catch (const DataError& error) {
      plan::StepFailure failure = run->MakeFailure(error.status(), error.what());
      failure.mark = run->plan().config->assertions.mark();
      throw failure;
    }
  }
}

}  // namespace etl::runtime
