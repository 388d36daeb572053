// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/plan_graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/explain.h"
#include "plan/quantity.h"

namespace etl::cli {
namespace {

std::string Count(std::size_t count, const char* thing) {
  return fmt::format("{} {}{}", plan::FormatCount(static_cast<std::int64_t>(count)), thing,
                     count == 1 ? "" : "s");
}

Graph::Role RoleOf(const plan::StepPlan& step) {
  if (step.role() == ETL_SOURCE) return Graph::Role::kSource;
  return step.role() == ETL_SINK ? Graph::Role::kSink : Graph::Role::kTransform;
}

std::string ColumnList(const Schema& schema) {
  std::string out;
  for (const Field& field : schema) out += "\n" + field.name + " " + plan::TypeText(field);
  return out;
}

Graph::Node NodeOf(const plan::PipelinePlan& plan, const plan::StepPlan& step) {
  Graph::Node node;
  node.name = step.name();
  node.role = RoleOf(step);
  node.lines.push_back(fmt::format("{} · {}", plugin::ToString(step.role()), step.component->name));
  const std::size_t columns =
      step.schema ? static_cast<std::size_t>(std::ranges::distance(*step.schema)) : 0;
  node.lines.push_back(step.schema ? Count(columns, "column") : "columns unchecked");
  if (step.role() != ETL_SINK)
    node.lines.push_back(step.order.empty() ? "no order" : "order " + ToString(step.order));
  if (step.offer.estimate >= 0)
    node.lines.push_back("about " + plan::FormatCount(step.offer.estimate) + " rows");
  node.details = plan::ExplainStep(plan, step);
  return node;
}

std::size_t ColumnCount(const plan::InputPlan& input, const plan::StepPlan& from) {
  return input.columns ? input.columns->size()
                       : static_cast<std::size_t>(std::ranges::distance(*from.schema));
}

Graph::Edge EdgeOf(const plan::PipelinePlan& plan, std::size_t to, const plan::InputPlan& input) {
  const plan::StepPlan &from = plan.steps[input.step], &step = plan.steps[to];
  Graph::Edge edge;
  edge.from = input.step;
  edge.to = to;
  edge.details = from.name() + " → " + step.name();
  if (from.schema) {
    edge.lines.push_back(Count(ColumnCount(input, from), "column"));
    edge.details += ColumnList(*from.schema);
  }
  if (input.reduction) {
    const auto& other = plan.steps[step.inputs[input.reduction->other].step];
    edge.work.push_back("only keys of " + other.name());
  }
  if (input.sort) {
    const auto& keys = input.sort->order;
    edge.work.push_back("sort by " + ToString(keys));
    if (input.sort->presorted > 0)
      edge.work.push_back(
          "inside equal " +
          ToString(Order(keys.begin(),
                         keys.begin() + static_cast<std::ptrdiff_t>(input.sort->presorted))));
    edge.details += "\nsorted, because " + input.sort->reason;
  } else if (!input.order.empty()) {
    edge.lines.push_back("in order " + ToString(input.order));
  }
  edge.lines.insert(edge.lines.end(), edge.work.begin(), edge.work.end());
  return edge;
}

void Mask(Graph& graph, const config::Secrets& secrets) {
  const auto mask = [&](auto& of) {
    of.details = secrets.Mask(of.details);
    for (std::string& line : of.lines) line = secrets.Mask(line);
  };
  for (Graph::Node& node : graph.nodes) mask(node);
  for (Graph::Edge& edge : graph.edges) {
    mask(edge);
    for (std::string& line : edge.work) line = secrets.Mask(line);
  }
}

}  // namespace

Graph GraphOf(const plan::PipelinePlan& plan, const config::Secrets& secrets) {
  Graph graph;
  graph.title = "pipeline " + plan.config->name;
  for (const plan::StepPlan& step : plan.steps) graph.nodes.push_back(NodeOf(plan, step));
  for (std::size_t to = 0; to < plan.steps.size(); ++to)
    if (const auto& of = plan.steps[to].rejects_of)
      graph.edges.push_back({*of, to, {"rejected rows"}, {}, "the rows that it could not use"});
  for (std::size_t to = 0; to < plan.steps.size(); ++to)
    for (const plan::InputPlan& input : plan.steps[to].inputs)
      graph.edges.push_back(EdgeOf(plan, to, input));
  Mask(graph, secrets);
  return graph;
}

}  // namespace etl::cli
