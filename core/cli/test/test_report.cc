// SPDX-License-Identifier: Apache-2.0
#include "cli/test/test_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxRows = 1000;  // differences of one expectation

Json Place(const config::Mark& mark) {
  Json json = Json::object();
  if (mark.file) json["file"] = *mark.file;
  if (mark.line) json["line"] = mark.line;
  if (mark.column) json["column"] = mark.column;
  return json;
}

Json RowJson(const Schema& schema, const DiffRow& row) {
  Json json = Json::object();
  for (std::size_t i = 0; i < row.size(); ++i)
    json[schema[static_cast<int>(i)].name] = row[i] ? Json(*row[i]) : Json(nullptr);
  return json;
}

Json DifferenceJson(const ComparedRows& rows, const RowDifference& difference) {
  Json json;
  const auto& [expected, actual, columns] = difference;
  json["kind"] = !actual ? "missing" : !expected ? "not-expected" : "differs";
  if (expected) {
    json["expected_row"] = *expected + 1;
    json["expected"] = RowJson(rows.schema, rows.expected[*expected]);
  }
  if (actual) {
    json["actual_row"] = *actual + 1;
    json["actual"] = RowJson(rows.schema, rows.actual[*actual]);
  }
  for (const std::size_t column : columns)
    json["columns"].push_back(rows.schema[static_cast<int>(column)].name);
  return json;
}

Json FailureJson(const TestFailure& failure) {
  Json json = Place(failure.mark);
  if (!failure.step.empty()) json["step"] = failure.step;
  json["message"] = failure.message;
  if (failure.differences.empty() && !failure.detail.empty()) json["detail"] = failure.detail;
  if (failure.differences.empty()) return json;
  json["differences"] = failure.differences.size();
  json["rows"] = Json::array();
  for (std::size_t i = 0; i < std::min(failure.differences.size(), kMaxRows); ++i)
    json["rows"].push_back(DifferenceJson(failure.rows, failure.differences[i]));
  return json;
}

Json TestJson(const TestFileReport::Entry& entry) {
  const TestCase& test = *entry.test;
  Json json = Place(test.mark);
  json["pipeline"] = test.pipeline.string();
  json["name"] = test.name;
  json["ok"] = entry.passed();
  json["elapsed_s"] = std::round(entry.result.seconds * 1e6) / 1e6;
  if (!entry.result.failures.empty()) json["failures"] = Json::array();
  for (const TestFailure& failure : entry.result.failures)
    json["failures"].push_back(FailureJson(failure));
  return json;
}

// Text for XML, in which most control characters have no place at all.
std::string Xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out;
}

std::string JUnitCase(const TestFileReport::Entry& entry) {
  const TestCase& test = *entry.test;
  std::string out = fmt::format(
      "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.6f}\"",
      Xml(test.pipeline.string()), Xml(test.name), Xml(test.mark.file ? *test.mark.file : ""),
      test.mark.line, entry.result.seconds);
  if (entry.passed()) return out + "/>\n";
  out += ">\n";
  if (entry.result.broken) out += "      <error message=\"the test itself is wrong\"/>\n";
  for (const TestFailure& failure : entry.result.failures) {
    const std::string message = (failure.step.empty() ? "" : failure.step + ": ") + failure.message;
    out += fmt::format("      <failure message=\"{}\">{}</failure>\n", Xml(message),
                       Xml(FailureText(failure)));
  }
  return out + "    </testcase>\n";
}

}  // namespace

TestTotals CountTests(const std::vector<TestFileReport>& files) {
  TestTotals totals;
  for (const TestFileReport& file : files) {
    for (const TestFileReport::Entry& entry : file.tests) {
      totals.seconds += entry.result.seconds;
      ++(entry.result.broken ? totals.broken : entry.passed() ? totals.passed : totals.failed);
    }
  }
  return totals;
}

std::string FailureText(const TestFailure& failure) {
  std::string out = "    " + ToString(failure.mark) + ": " +
                    (failure.step.empty() ? "" : failure.step + ": ") + failure.message + "\n";
  std::string_view rest = failure.detail;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out += "      " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::string TestsJson(const std::vector<TestFileReport>& files, const config::Findings& findings) {
  const TestTotals totals = CountTests(files);
  Json json{{"ok", totals.failed + totals.broken == 0 && !findings.has_errors()},
            {"passed", totals.passed},
            {"failed", totals.failed},
            {"broken", totals.broken},
            {"elapsed_s", std::round(totals.seconds * 1e6) / 1e6},
            {"tests", Json::array()},
            {"findings", Json::array()}};
  for (const TestFileReport& file : files)
    for (const TestFileReport::Entry& entry : file.tests) json["tests"].push_back(TestJson(entry));
  for (const config::Finding& finding : findings.all()) {
    Json out = Place(finding.mark);
    out["code"] = finding.code;
    out["path"] = finding.path;
    out["message"] = finding.message;
    if (!finding.suggestion.empty()) out["hint"] = finding.suggestion;
    json["findings"].push_back(std::move(out));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string TestsJUnit(const std::vector<TestFileReport>& files) {
  const TestTotals all = CountTests(files);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{}\" failures=\"{}\" "
      "errors=\"{}\" time=\"{:.6f}\">\n",
      all.passed + all.failed + all.broken, all.failed, all.broken, all.seconds);
  for (const TestFileReport& file : files) {
    const TestTotals totals = CountTests({file});
    out += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.6f}\">\n",
        Xml(file.file.string()), totals.passed + totals.failed + totals.broken, totals.failed,
        totals.broken, totals.seconds);
    for (const TestFileReport::Entry& entry : file.tests) out += JUnitCase(entry);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace etl::cli
