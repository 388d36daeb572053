// SPDX-License-Identifier: Apache-2.0
#include "runtime/assertion_verdict.h"

#include "etl/error.h"
#include "etl/format.h"
#include "plan/quantity.h"
#include "runtime/assertion_check.h"

namespace etl::runtime {
namespace {

using plan::Assertion;

std::string Text(const Assertion& assertion) {
  if (assertion.kind == Assertion::Kind::kMetric) {
    std::string text = assertion.metric;
    if (assertion.min) text += " at least " + plan::FormatCount(*assertion.min);
    if (assertion.max)
      text += (assertion.min ? " and at most " : " at most ") + plan::FormatCount(*assertion.max);
    return text;
  }
  std::string columns;
  for (const std::string& column : assertion.columns)
    columns += (columns.empty() ? "" : ", ") + column;
  if (assertion.kind == Assertion::Kind::kExists)
    return "exists " + columns + " = " + assertion.value;
  return (assertion.kind == Assertion::Kind::kUnique ? "unique " : "not null ") + columns;
}

// Of one that is checked row by row.
AssertionVerdict::Verdict OfRows(const Assertion& assertion, const plan::StepPlan& step,
                                 bool completed, const plan::StepFailure* failure) {
  using Verdict = AssertionVerdict::Verdict;
  const char* begin = assertion.kind == Assertion::Kind::kUnique    ? "assert unique:"
                      : assertion.kind == Assertion::Kind::kNotNull ? "assert not_null:"
                                                                    : "assert exists:";
  if (failure && failure->step == step.name() && failure->message.starts_with(begin))
    return Verdict::kBroken;
  return completed ? Verdict::kHeld : Verdict::kUnknown;
}

AssertionVerdict Judge(const Assertion& assertion, const plan::StepPlan& step,
                       const StepCounters& counters, bool completed,
                       const plan::StepFailure* failure) {
  using Verdict = AssertionVerdict::Verdict;
  AssertionVerdict out{Text(assertion), Verdict::kUnknown, {}};
  if (assertion.kind != Assertion::Kind::kMetric) {
    out.verdict = OfRows(assertion, step, completed, failure);
    return out;
  }
  if (!completed) return out;
  try {
    const std::int64_t rows = step.role() == ETL_SINK ? counters.rows_in : counters.rows_out;
    AssertionCheck::CheckCounts({assertion}, rows, counters);
    out.verdict = Verdict::kHeld;
  } catch (const DataError& error) {
    out.verdict = Verdict::kBroken;
    out.said = error.what();
  }
  return out;
}

}  // namespace

std::vector<AssertionVerdict> JudgeAssertions(const plan::StepPlan& step,
                                              const StepCounters& counters, bool completed,
                                              const plan::StepFailure* failure) {
  std::vector<AssertionVerdict> verdicts;
  for (const Assertion& assertion : step.assertions)
    verdicts.push_back(Judge(assertion, step, counters, completed, failure));
  return verdicts;
}

}  // namespace etl::runtime
