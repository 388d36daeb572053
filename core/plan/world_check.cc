// SPDX-License-Identifier: Apache-2.0
#include "plan/world_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "arrow/boundary.h"
#include "etl/extensions.h"
#include "plan/c_inputs.h"

namespace etl::plan {

namespace {

const etl_check* CheckOf(const plugin::Component& component) {
  const etl_component& c = *component.c;
  return c.extension ? static_cast<const etl_check*>(c.extension(&c, ETL_EXTENSION_CHECK))
                     : nullptr;
}

// The place of a column in the step's schema, if it declares one.
config::Mark MarkOf(const StepPlan& step, const StepFailure& failure) {
  const OptionNode* schema = step.options->Find("schema");
  const OptionNode* column =
      schema && !failure.column.empty() ? schema->Find(failure.column) : nullptr;
  return column ? column->mark : failure.mark;
}

// Rows that are no rows are looked at here, not rejected. One finding for each column tells enough.
class CheckHost final : public StepHost {
 public:
  CheckHost(const StepPlan& step, const HostEnvironment& environment, config::Findings& findings)
      : StepHost(environment, step.name(), step.component->plugin_name, step.config->mark),
        checked_(step),
        findings_(findings) {}

  StepFailure Failure(const etl_error& error) const { return ToFailure(error); }
  // The same may have been found of another step, so that the number of findings does not tell.
  bool failed() const { return failed_; }
  void Fail(const StepFailure& failure) {
    failed_ = true;
    AddFailure(checked_, failure, findings_);
  }

 protected:
  bool TryMemory(std::int64_t) override { return true; }
  std::int32_t Reject(const etl_error& error) override {
    const StepFailure failure = ToFailure(error);
    failed_ = true;
    if (columns_.insert(failure.column).second) AddFailure(checked_, failure, findings_);
    return ETL_OK;
  }

 private:
  const StepPlan& checked_;
  config::Findings& findings_;
  std::set<std::string> columns_;
  bool failed_ = false;
};

// What the callbacks of etl_check_report write into.
struct Report {
  const StepPlan& step;
  CheckHost& host;
  config::Findings& findings;
  StepCheck& check;
};

Report& Of(etl_check_report* report) { return *static_cast<Report*>(report->self); }

// A column that is asserted to have no nulls, where the world may give some.
void WarnOfNull(Report& report, std::string_view column) {
  for (const Assertion& assertion : report.step.assertions)
    if (assertion.kind == Assertion::Kind::kNotNull &&
        std::ranges::find(assertion.columns, column) != assertion.columns.end())
      report.findings.Warning(assertion.mark, "nullable", report.step.config->path() + ".assert",
                              fmt::format("`{}` is asserted to be not null, and may be null where "
                                          "it comes from",
                                          column));
}

etl_check_report MakeReport(Report& report) {
  etl_check_report out{};
  out.size = sizeof out;
  out.self = &report;
  out.error = [](etl_check_report* r, const etl_error* error) {
    Of(r).host.Fail(Of(r).host.Failure(*error));
  };
  out.warning = [](etl_check_report* r, const etl_error* error) {
    const StepFailure failure = Of(r).host.Failure(*error);
    Of(r).findings.Warning(failure.mark, "mismatch", Of(r).step.config->path(), failure.message,
                           failure.hint);
  };
  out.nullable = [](etl_check_report* r, etl_str column) {
    WarnOfNull(Of(r), detail::ToView(column));
  };
  out.checked = [](etl_check_report* r, etl_str text) {
    Of(r).check.notes.push_back(Of(r).host.environment().secrets->Mask(detail::ToView(text)));
  };
  return out;
}

}  // namespace

void AddFailure(const StepPlan& step, const StepFailure& failure, config::Findings& findings) {
  const bool world = failure.status == ETL_ENVIRONMENT_ERROR;
  const std::string place = failure.position.empty() ? "" : failure.position + ": ";
  findings.Error(MarkOf(step, failure), world ? kEnvironmentCode : "mismatch", step.config->path(),
                 place + failure.message, failure.hint, CaretExcerpt(failure));
}

StepCheck CheckAgainstWorld(const StepPlan& step, const std::vector<PlanInput>& inputs,
                            const HostEnvironment& environment, config::Findings& findings) {
  StepCheck check{step.name(), StepCheck::Outcome::kUnchecked, {}};
  const etl_check* can_check = CheckOf(*step.component);
  if (!can_check) return check;
  CheckHost host(step, environment, findings);
  Report report{step, host, findings, check};
  etl_check_report out = MakeReport(report);
  const CInputs c_inputs(inputs);
  try {
    const std::int32_t status = arrow::CallPlugin("check", [&] {
      return can_check->check(step.component->c, host.get(), step.options.get(), c_inputs.data(),
                              c_inputs.size(), &out);
    });
    host.Check(status, "check itself");
  } catch (const StepFailure& failure) {
    host.Fail(failure);
  } catch (const Error& error) {
    host.Fail(host.MakeFailure(error.status(), error.what(), error.hint()));
  }
  if (host.failed())
    check.outcome = StepCheck::Outcome::kFailed;
  else if (!check.notes.empty())
    check.outcome = StepCheck::Outcome::kChecked;
  return check;
}

}  // namespace etl::plan
