// SPDX-License-Identifier: Apache-2.0
#include "plan/explain.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "etl/temporal.h"
#include "plan/planner.h"
#include "plan/quantity.h"

namespace etl::plan {

namespace {

using Json = nlohmann::ordered_json;

std::string ColumnsText(const Schema& schema) {
  std::string out;
  for (const Field& field : schema)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", field.name, TypeText(field));
  return out;
}

std::string ValueText(const Value& value) {
  switch (value.type) {
    case ETL_VALUE_NULL:
      return "null";
    case ETL_VALUE_BOOL:
      return value.integer ? "true" : "false";
    case ETL_VALUE_INT:
      return std::to_string(value.integer);
    case ETL_VALUE_FLOAT:
      return fmt::format("{}", value.real);
    case ETL_VALUE_DATE:
      return FormatDate(static_cast<std::int32_t>(value.integer));
    default:
      return "'" + value.text + "'";
  }
}

std::string PredicateText(const Predicate& predicate) {
  static constexpr const char* kOps[] = {
      "?", "=", "<>", "<", "<=", ">", ">=", "in", "is null", "is not null"};
  std::string out = fmt::format("{} {}", predicate.column, kOps[predicate.op]);
  if (predicate.op == ETL_OP_IN) {
    std::string values;
    for (const Value& value : predicate.values)
      values += (values.empty() ? "" : ", ") + ValueText(value);
    return out + " (" + values + ")";
  }
  return predicate.values.empty() ? out : out + " " + ValueText(predicate.values[0]);
}

std::string OrderText(const StepPlan& step) {
  if (step.order.empty()) return "none";
  if (step.role() != ETL_SOURCE) return ToString(step.order);
  const char* by = !step.offer.accepted.order.empty() ? "by the source" : "declared";
  return fmt::format("{} ({}, verified on every row)", ToString(step.order), by);
}

void Line(std::string& out, const char* label, const std::string& text) {
  if (!text.empty()) out += fmt::format("  {:<9} {}\n", label, text);
}

void ExplainSource(const PipelinePlan& plan, const StepPlan& step, std::string& out) {
  if (step.incremental) Line(out, "news", "by " + step.incremental->cursor);
  if (!plan.connected) {
    out += "  reads     not asked (offline)\n";
  } else {
    Line(out, "reads", step.offer.explain);
    std::string pushed = step.offer.accepted.columns ? "columns" : "";
    for (const Predicate& predicate : step.offer.accepted.predicates)
      pushed += (pushed.empty() ? "" : ", ") + PredicateText(predicate);
    if (!step.offer.accepted.order.empty())
      pushed += (pushed.empty() ? "" : ", ") + std::string("order");
    if (step.offer.accepted.tie)
      pushed += (pushed.empty() ? "" : ", ") + std::string("ties by unique key");
    Line(out, "pushed", pushed);
    if (step.offer.estimate >= 0) Line(out, "estimate", FormatCount(step.offer.estimate) + " rows");
    if (step.offer.splits > 1)
      Line(out, "splits", FormatCount(step.offer.splits) + ", which several threads may read");
  }
}

// What becomes of rows that the step cannot use.
std::string RejectsText(const StepPlan& step) {
  if (!step.rejects.keep) return {};
  const std::string most = step.rejects.max_percent ? fmt::format("{} %", *step.rejects.max_percent)
                                                    : FormatCount(step.rejects.max_rows);
  return fmt::format("rejects rows that it cannot use{}; exit code 4 beyond {}",
                     step.rejects_read ? "" : ", which nobody reads", most);
}

void ExplainInputs(const PipelinePlan& plan, const StepPlan& step, std::string& out) {
  for (const InputPlan& input : step.inputs) {
    if (input.reduction)
      out += fmt::format("  reduce    {}: rows whose key {} does not have are dropped early\n",
                         plan.steps[input.step].name(),
                         plan.steps[step.inputs[input.reduction->other].step].name());
    if (!input.sort) continue;
    const SortPlan& sort = *input.sort;
    out += fmt::format(
        "  sort      {} by {}{}, because {} needs this order and {}; at least {}\n",
        plan.steps[input.step].name(), ToString(sort.order),
        sort.presorted ? " (incremental: only inside equal values of what is ordered already)" : "",
        step.name(), sort.reason, FormatBytes(sort.minimum_memory));
  }
}

const char* KindText(Kind kind) {
  switch (kind) {
    case Kind::kRowwise:
      return "row by row";
    case Kind::kByKey:
      return "key by key";
    case Kind::kWhole:
      return "needs all rows first";
  }
  return "";
}

}  // namespace

std::string TypeText(const Field& field) {
  std::string text = ToString(field.type);
  if (field.max_chars > 0) text = fmt::format("varchar({})", field.max_chars);
  return text + (field.nullable ? "" : " not null");
}

std::string ExplainStep(const PipelinePlan& plan, const StepPlan& step) {
  std::string out;
  if (step.rejects_of) {
    out = fmt::format("{}  the rows that {} rejects, when it has ended\n", step.name(),
                      plan.steps[*step.rejects_of].name());
    Line(out, "columns", ColumnsText(*step.schema));
    return out;
  }
  std::string from;
  for (const InputPlan& input : step.inputs)
    from += (from.empty() ? " ← " : ", ") + plan.steps[input.step].name();
  out = fmt::format("{}  {} {}{}\n", step.name(), plugin::ToString(step.role()),
                    step.component->name, from);
  if (step.role() == ETL_SOURCE) ExplainSource(plan, step, out);
  ExplainInputs(plan, step, out);
  Line(out, "columns",
       step.schema ? ColumnsText(*step.schema)
                   : "unchecked: known only when connected (declare a schema)");
  if (step.role() != ETL_SINK) Line(out, "order", OrderText(step));
  if (step.role() == ETL_TRANSFORM) Line(out, "works", KindText(step.description.kind));
  Line(out, "on error", RejectsText(step));
  if (step.description.minimum_memory > 0)
    Line(out, "memory", "at least " + FormatBytes(step.description.minimum_memory));
  for (const std::string& note : step.description.notes) Line(out, "note", note);
  return out;
}

std::string Explain(const PipelinePlan& plan) {
  std::string out = fmt::format(
      "pipeline {} ({})\nmemory {}, of which the steps need at least {}; batches of {} rows or "
      "{}\n",
      plan.config->name, plan.config->file, FormatBytes(plan.memory),
      FormatBytes(plan.minimum_memory), FormatCount(plan.limits.rows),
      FormatBytes(plan.limits.bytes));
  for (const StepPlan& step : plan.steps) {
    out += "\n" + ExplainStep(plan, step);
  }
  out.pop_back();
  return out;
}

std::string ExplainJson(const PipelinePlan& plan) {
  Json json{{"pipeline", plan.config->name},
            {"memory_bytes", plan.memory},
            {"minimum_memory_bytes", plan.minimum_memory},
            {"connected", plan.connected},
            {"steps", Json::array()}};
  for (const StepPlan& step : plan.steps) {
    Json out{{"name", step.name()},
             {"role", plugin::ToString(step.role())},
             {"plugin", step.component->name}};
    for (const InputPlan& input : step.inputs) {
      Json in{{"from", plan.steps[input.step].name()}};
      if (input.sort)
        in["sort"] = {{"by", ToString(input.sort->order)},  // not the plugin
                      {"presorted_keys", input.sort->presorted},
                      {"reason", input.sort->reason}};
      if (input.reduction)
        in["reduced_by"] = plan.steps[step.inputs[input.reduction->other].step].name();
      out["inputs"].push_back(std::move(in));
    }
    if (step.schema)
      for (const Field& field : *step.schema)
        out["columns"].push_back({{"name", field.name}, {"type", TypeText(field)}});
    out["order"] = ToString(step.order);
    if (step.rejects.keep) out["on_error"] = "reject";
    if (step.rejects_of) out["rejects_of"] = plan.steps[*step.rejects_of].name();
    if (step.role() == ETL_SOURCE && plan.connected) out["reads"] = step.offer.explain;
    if (step.offer.splits > 1) out["splits"] = step.offer.splits;
    json["steps"].push_back(std::move(out));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace etl::plan
