// SPDX-License-Identifier: Apache-2.0
#include "runtime/reject_report.h"

#include <string>

#include "etl/value_text.h"
#include "plan/quantity.h"
#include "runtime/executor.h"

namespace etl::runtime {
namespace {

// "people.csv:7: not a number: 'x'"
std::string RejectText(const RecordBatch& batch, std::int64_t row) {
  const auto text = [&](int column) {
    return batch.column(column).IsNull(row) ? std::string()
                                            : FormatValue(batch.column(column), row);
  };
  std::string place = text(1);
  if (place.empty() && !text(0).empty()) place = "row " + text(0);
  if (!text(3).empty()) place += (place.empty() ? "" : ", ") + ("column " + text(3));
  return (place.empty() ? "a row: " : place + ": ") + text(4);
}

}  // namespace

void TellRejects(const StepRuns& runs, const StepLog& log) {
  if (!log) return;
  for (const auto& run : runs) {
    if (!run || !run->plan().rejects.keep || run->plan().rejects_read) continue;
    std::int64_t told = 0;
    for (const RecordBatch& batch : run->account()->rejects()->ReadAll())
      for (std::int64_t row = 0; row < batch.num_rows() && told < Executor::kRejectsShown;
           ++row, ++told)
        log(ETL_LOG_WARNING, run->step(), "rejected " + RejectText(batch, row));
    const std::int64_t more = run->Counters().rejected - told;
    if (more > 0)
      log(ETL_LOG_WARNING, run->step(),
          Format("rejected {} more; to keep them all, read {}.rejects", plan::FormatCount(more),
                 run->step()));
  }
}

std::vector<plan::StepFailure> ExcessRejects(const StepRuns& runs) {
  std::vector<plan::StepFailure> excess;
  for (const auto& run : runs) {
    if (!run || !run->plan().rejects.keep) continue;
    const plan::RejectPolicy& policy = run->plan().rejects;
    const StepCounters counters = run->Counters();
    const std::int64_t rejected = counters.rejected;
    const std::int64_t read =
        run->plan().role() == ETL_SOURCE ? counters.rows_out + rejected : counters.rows_in;
    if (policy.Allows(rejected, read)) continue;
    excess.push_back(run->MakeFailure(
        plan::kTooManyRejects, Format("{} of {} rows were rejected, max_rejects allows {}",
                                      plan::FormatCount(rejected), plan::FormatCount(read),
                                      policy.max_percent ? Format("{}%", *policy.max_percent)
                                                         : plan::FormatCount(policy.max_rows))));
    excess.back().mark = policy.mark;
  }
  return excess;
}

}  // namespace etl::runtime
