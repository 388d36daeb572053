// SPDX-License-Identifier: Apache-2.0
#include "cli/test/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/test/row_values.h"
#include "config/suggest.h"
#include "etl/value_text.h"
#include "plan/quantity.h"

namespace etl::cli {

namespace {

using config::Node;

std::string Rows(std::int64_t count) {
  return count == 1 ? "1 row" : plan::FormatCount(count) + " rows";
}

// The columns of `schema` that are compared, all of them if none is named.
Schema Compared(const Expectation& expectation, const Schema& schema, config::Findings& findings) {
  if (expectation.columns.empty()) return schema;
  std::vector<Field> fields;
  for (const Node& name : expectation.columns) {
    if (const auto column = schema.Find(name.text()))
      fields.push_back(schema[*column]);
    else
      findings.Error(name.mark(), "unknown-column", "expect." + expectation.step,
                     fmt::format("there is no column `{}`", name.text()),
                     config::DidYouMean(name.text(), schema.names()));
  }
  return Schema(std::move(fields));
}

std::vector<DiffRow> Texts(const std::vector<RecordBatch>& batches, const Schema& columns,
                           const config::Secrets& secrets) {
  std::vector<DiffRow> rows;
  for (const RecordBatch& batch : batches) {
    std::vector<int> numbers;
    for (const Field& field : columns) numbers.push_back(*batch.schema().Find(field.name));
    for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
      DiffRow& out = rows.emplace_back();
      for (const int column : numbers) {
        const Column& values = batch.column(column);
        if (values.IsNull(row))
          out.emplace_back();
        else
          out.emplace_back(secrets.Mask(FormatValue(values, row)));
      }
    }
  }
  return rows;
}

// The rows that should be there, of these columns. Throws StepFailure.
std::vector<RecordBatch> Expected(const Expectation& expectation, Schema columns,
                                  const TestTools& tools, config::Findings& findings) {
  if (expectation.file)
    return ReadRowsFile(*expectation.file, columns, expectation.step, tools).batches;
  std::vector<Field> fields(columns.begin(), columns.end());
  for (Field& field : fields) field.nullable = true, field.max_chars = 0;
  return {ReadRows(expectation.rows->items(), Schema(std::move(fields)),
                   "expect." + expectation.step, findings)};
}

void JudgeRows(const Expectation& expectation, const runtime::TrialRows& actual,
               const TestTools& tools, TestResult& result, config::Findings& findings) {
  const std::size_t before = findings.errors();
  TestFailure failure{expectation.step, expectation.mark, "", "", {}, {}};
  const Schema columns = Compared(expectation, actual.schema, findings);
  if (findings.errors() > before) return;
  const auto expected = Expected(expectation, columns, tools, findings);
  if (findings.errors() > before) return;
  failure.rows = {columns, Texts(expected, columns, tools.secrets),
                  Texts(actual.batches, columns, tools.secrets)};
  if (static_cast<std::int64_t>(failure.rows.actual.size()) < actual.rows) {
    failure.message = fmt::format(
        "{} came, more than a test compares: expect a `count`, or give "
        "it fewer",
        Rows(actual.rows));
    failure.rows = {};
    return result.failures.push_back(std::move(failure));
  }
  failure.differences = DiffRows(failure.rows.expected, failure.rows.actual, expectation.unordered);
  if (failure.differences.empty()) return;
  failure.message = fmt::format("{} expected, {} came: {}",
                                Rows(static_cast<std::int64_t>(failure.rows.expected.size())),
                                actual.rows, CountDifferences(failure.differences));
  failure.detail = DiffTable(failure.rows, failure.differences);
  result.failures.push_back(std::move(failure));
}

void JudgeStep(const Expectation& expectation, const runtime::TrialResult& trial,
               const TestTools& tools, TestResult& result, config::Findings& findings) {
  const auto actual = trial.steps.find(expectation.step);
  if (actual == trial.steps.end()) return;
  if (expectation.count && actual->second.rows != *expectation.count)
    result.failures.push_back({expectation.step,
                               expectation.mark,
                               fmt::format("{} expected, {} came", Rows(*expectation.count),
                                           plan::FormatCount(actual->second.rows)),
                               "",
                               {},
                               {}});
  if (expectation.rows || expectation.file)
    JudgeRows(expectation, actual->second, tools, result, findings);
}

// Why a failure is not the one expected; empty if it is.
std::string Mismatch(const ExpectedError& expected, const plan::StepFailure& failure) {
  const std::string code = plan::StatusName(failure.status);
  if (!expected.code.empty() && expected.code != code)
    return fmt::format("an error of kind {} was expected, this is one of kind {}", expected.code,
                       code);
  if (!expected.step.empty() && expected.step != failure.step)
    return fmt::format("it was expected of {}, not of {}", expected.step,
                       failure.step.empty() ? "the run" : failure.step);
  const std::string text = failure.message + "\n" + failure.hint + "\n" + failure.position;
  if (text.find(expected.message) == std::string::npos)
    return fmt::format("the message was expected to say {}", Quoted(expected.message, 200));
  return "";
}

std::string Described(const ExpectedError& expected) {
  std::string text = "an error";
  if (!expected.code.empty()) text += " of kind " + expected.code;
  if (!expected.step.empty()) text += " of " + expected.step;
  if (!expected.message.empty()) text += " that says " + Quoted(expected.message, 200);
  return text;
}

void JudgeFailure(const TestCase& test, const plan::StepFailure& failure, const TestTools& tools,
                  TestResult& result) {
  const std::string text = tools.secrets.Mask(plan::ToString(failure)) + "\n";
  if (!test.error)
    return result.failures.push_back({"", test.mark, "the run failed", text, {}, {}});
  const std::string why = Mismatch(*test.error, failure);
  if (!why.empty()) result.failures.push_back({"", test.error->mark, why, text, {}, {}});
}

}  // namespace

void Judge(const TestCase& test, const runtime::TrialResult& trial, const TestTools& tools,
           TestResult& result, config::Findings& findings) {
  if (trial.failure) return JudgeFailure(test, *trial.failure, tools, result);
  if (!trial.excess.empty())
    JudgeFailure(test, trial.excess.front(), tools, result);
  else if (test.error)
    result.failures.push_back({"",
                               test.error->mark,
                               Described(*test.error) + " was expected, but all went well",
                               "",
                               {},
                               {}});
  for (const Expectation& expectation : test.expect)
    JudgeStep(expectation, trial, tools, result, findings);
}

void JudgeFindings(const TestCase& test, const config::Findings& pipeline, const TestTools& tools,
                   TestResult& result) {
  std::string text;
  bool expected = false;
  for (const config::Finding& finding : pipeline.all()) {
    if (finding.severity != config::Severity::kError) continue;
    plan::StepFailure failure;
    failure.status = ETL_CONFIG_ERROR;
    const std::size_t dot = finding.path.find('.');
    const std::string rest = dot == std::string::npos ? "" : finding.path.substr(dot + 1);
    failure.step = rest.substr(0, rest.find('.'));
    failure.message = finding.message;
    failure.hint = finding.suggestion;
    expected = expected || (test.error && Mismatch(*test.error, failure).empty());
    text += tools.secrets.Mask(ToString(finding)) + "\n";
  }
  if (expected) return;
  if (test.error)
    result.failures.push_back({"",
                               test.error->mark,
                               Described(*test.error) + " was expected, but the pipeline is wrong",
                               text,
                               {},
                               {}});
  else
    result.failures.push_back({"", test.mark, "the pipeline is wrong", text, {}, {}});
}

}  // namespace etl::cli
