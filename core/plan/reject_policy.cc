// SPDX-License-Identifier: Apache-2.0
#include "plan/reject_policy.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/scalar.h"
#include "config/suggest.h"

namespace etl::plan {

namespace {

using config::Node;

bool IsThere(const Node& node) { return node.mark().line > 0 || !node.is_null(); }

// "0.5%"; nothing if it is none.
std::optional<double> ReadPercent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const auto value = config::ParseFloat(text);
  // Also refuses a NaN.
  return value && *value >= 0 && *value <= 100 ? value : std::nullopt;
}

void ReadMaximum(const config::Step& step, RejectPolicy& policy, config::Findings& findings) {
  const Node& node = step.max_rejects;
  if (!IsThere(node) || node.unresolved()) return;
  policy.mark = node.mark();
  const std::string path = step.path() + ".max_rejects";
  const auto rows = config::ParseInt(node.text());
  if (rows && *rows >= 0) {
    policy.max_rows = *rows;
  } else if (!(policy.max_percent = ReadPercent(node.text()))) {
    findings.Error(node.mark(), "wrong-type", path,
                   fmt::format("expected a count or a percentage, got `{}`", node.text()),
                   "such as 100, or 0.5%");
  }
  if (!policy.written)
    findings.Error(node.mark(), "no-rejects", path, "without `on_error` no row is rejected",
                   "add on_error: reject");
}

}  // namespace

bool RejectPolicy::Allows(std::int64_t rejected, std::int64_t read) const {
  if (!max_percent) return rejected <= max_rows;
  return static_cast<long double>(rejected) * 100 <=
         static_cast<long double>(*max_percent) * static_cast<long double>(read);
}

RejectPolicy ReadRejectPolicy(const config::Step& step, config::Findings& findings) {
  RejectPolicy policy;
  const Node& node = step.on_error;
  policy.written = IsThere(node);
  policy.mark = policy.written ? node.mark() : step.mark;
  if (policy.written && !node.unresolved()) {
    policy.keep = node.text() == "reject";
    const std::vector<std::string> known{"fail", "reject"};
    if (!policy.keep && node.text() != "fail")
      findings.Error(node.mark(), "wrong-value", step.path() + ".on_error",
                     fmt::format("expected `fail` or `reject`, got `{}`", node.text()),
                     config::DidYouMean(node.text(), known));
  }
  ReadMaximum(step, policy, findings);
  return policy;
}

const Schema& RejectSchema() {
  static const Schema schema{
      {"row", Int64()},          {"position", Utf8()}, {"code", Utf8(), false}, {"column", Utf8()},
      {"reason", Utf8(), false}, {"data", Utf8()},     {"step", Utf8(), false}};
  return schema;
}

const plugin::Component& RejectsComponent() {
  static const etl_component table = [] {
    etl_component c{};
    c.size = sizeof c;
    c.role = ETL_SOURCE;
    c.name = "rejects";
    c.help = "The rows that a step has rejected.";
    c.create = [](const etl_component*, etl_host*, const etl_node*, const etl_scan*, void** out) {
      *out = nullptr;
      return std::int32_t{ETL_OK};
    };
    c.destroy = [](void*) {};
    c.cancel = [](void*) {};
    return c;
  }();
  static const plugin::Component component = [] {
    plugin::Component made;
    made.c = &table;
    made.role = ETL_SOURCE;
    made.name = table.name;
    made.help = table.help;
    return made;
  }();
  return component;
}

}  // namespace etl::plan
