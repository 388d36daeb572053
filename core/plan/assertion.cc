// SPDX-License-Identifier: Apache-2.0
#include "plan/assertion.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/scalar.h"
#include "config/suggest.h"

namespace etl::plan {

namespace {

using config::Node;

const std::vector<std::string> kMetrics = {
    "rows",    "pairs",    "unmatched_left", "unmatched_right", "largest_group",
    "queries", "requests", "retries",        "rejects"};

std::optional<std::int64_t> ReadBound(const Node& node, const std::string& path,
                                      config::Findings& findings) {
  const auto value = node.substituted() ? config::ParseInt(node.text()) : config::AsInt(node);
  if (node.unresolved()) return std::nullopt;
  if (!value || *value < 0) {
    findings.Error(node.mark(), "wrong-type", path,
                   fmt::format("expected a count, got `{}`", node.text()));
    return std::nullopt;
  }
  return value;
}

Assertion ReadMetric(const Node::Entry& entry, const std::string& path,
                     config::Findings& findings) {
  Assertion assertion{Assertion::Kind::kMetric, entry.key, {}, {}, {}, entry.key_mark};
  if (!entry.value.is_mapping() || entry.value.entries().empty())
    findings.Error(entry.key_mark, "wrong-type", path, "expected {min: N}, {max: N} or both");
  for (const Node::Entry& bound : entry.value.entries()) {
    if (bound.key == "min")
      assertion.min = ReadBound(bound.value, path + ".min", findings);
    else if (bound.key == "max")
      assertion.max = ReadBound(bound.value, path + ".max", findings);
    else
      findings.Error(bound.key_mark, "unknown-option", path,
                     fmt::format("unknown bound `{}`", bound.key),
                     config::DidYouMean(bound.key, std::vector<std::string>{"min", "max"}));
  }
  if (assertion.min && assertion.max && *assertion.min > *assertion.max)
    findings.Error(entry.key_mark, "contradiction", path,
                   "min is greater than max: no run can pass");
  return assertion;
}

Assertion ReadColumns(const Node::Entry& entry, const std::string& path,
                      config::Findings& findings) {
  const auto kind = entry.key == "unique" ? Assertion::Kind::kUnique : Assertion::Kind::kNotNull;
  Assertion assertion{kind, entry.key, {}, {}, {}, entry.key_mark};
  if (entry.value.is_scalar() && !config::IsNull(entry.value))
    assertion.columns.push_back(entry.value.text());
  for (const Node& item : entry.value.items()) assertion.columns.push_back(item.text());
  if (assertion.columns.empty())
    findings.Error(entry.key_mark, "wrong-type", path, "expected a list of columns");
  return assertion;
}

void ReadExists(const Node::Entry& entry, const std::string& path,
                std::vector<Assertion>& assertions, config::Findings& findings) {
  if (!entry.value.is_mapping() || entry.value.entries().empty())
    findings.Error(entry.key_mark, "wrong-type", path, "expected {COLUMN: VALUE}");
  for (const Node::Entry& column : entry.value.entries()) {
    if (column.value.unresolved()) continue;
    if (!column.value.is_scalar() ||
        (config::IsNull(column.value) && !column.value.substituted())) {
      findings.Error(column.key_mark, "wrong-type", path + "." + column.key, "expected a value");
      continue;
    }
    assertions.push_back({Assertion::Kind::kExists,
                          entry.key,
                          {},
                          {},
                          {column.key},
                          column.key_mark,
                          column.value.text()});
  }
}

}  // namespace

std::vector<Assertion> ReadAssertions(const config::Step& step, config::Findings& findings) {
  std::vector<Assertion> assertions;
  const std::string path = step.path() + ".assert";
  const Node& node = step.assertions;
  if (node.is_null() && node.mark().line == 0) return assertions;
  if (!node.is_mapping()) return assertions;  // reported when the file was read
  for (const Node::Entry& entry : node.entries()) {
    const std::string place = path + "." + entry.key;
    if (entry.key == "unique" || entry.key == "not_null") {
      assertions.push_back(ReadColumns(entry, place, findings));
    } else if (entry.key == "exists") {
      ReadExists(entry, place, assertions, findings);
    } else if (std::ranges::find(kMetrics, entry.key) != kMetrics.end()) {
      assertions.push_back(ReadMetric(entry, place, findings));
    } else {
      std::vector<std::string> known = kMetrics;
      known.insert(known.end(), {"unique", "not_null", "exists"});
      findings.Error(entry.key_mark, "unknown-option", path,
                     fmt::format("unknown assertion `{}`", entry.key),
                     config::DidYouMean(entry.key, known));
    }
  }
  return assertions;
}

}  // namespace etl::plan
