// SPDX-License-Identifier: Apache-2.0
#include "plan/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include "config/suggest.h"
#include "plan/option_check.h"
#include "plan/order_spec.h"
#include "plan/spelling.h"

namespace etl::plan {

namespace {

etl_role RoleOf(const config::Step& step) {
  if (step.section == "sources") return ETL_SOURCE;
  return step.section == "sinks" ? ETL_SINK : ETL_TRANSFORM;
}

// The scheme of the connection's URL; empty if it has none.
std::string SchemeOf(const config::PipelineConfig& config, const config::Step& step) {
  const auto connection = config.connections.find(step.connection.text());
  if (connection == config.connections.end()) return {};
  const config::Node* url = connection->second.Find("url");
  if (!url) return {};
  const auto colon = url->text().find(':');
  return colon == std::string::npos ? "" : url->text().substr(0, colon);
}

// What `use` names within the plugin of its connection's scheme: several databases may each have a
// transform of one name. Null: there is none.
const plugin::Component* FindByConnection(const config::PipelineConfig& config,
                                          const config::Step& step,
                                          const std::vector<std::string>& available,
                                          plugin::Registry& registry) {
  // A sink is found again by its own name alone, when a run is recovered.
  if (!step.use.is_scalar() || step.use.unresolved() || RoleOf(step) == ETL_SINK) return nullptr;
  const std::string scheme = SchemeOf(config, step);
  if (scheme == step.use.text() || std::ranges::find(available, scheme) == available.end())
    return nullptr;
  for (const plugin::Component& component : registry.components(scheme))
    if (component.role == RoleOf(step) && component.name == step.use.text()) return &component;
  return nullptr;
}

// What a connection's plugin could be asked for, for a step whose `use` names nothing.
std::string UseHint(const config::PipelineConfig& config, const config::Step& step,
                    std::vector<std::string> available, plugin::Registry& registry) {
  const std::string scheme = SchemeOf(config, step);
  if (std::ranges::find(available, scheme) != available.end())
    for (const plugin::Component& component : registry.components(scheme))
      if (component.role == RoleOf(step)) available.push_back(component.name);
  return config::DidYouMean(step.use.text(), available);
}

// The plugin that a step names, by `use` or by its connection's scheme. Empty after a finding.
std::string PluginName(const config::PipelineConfig& config, const config::Step& step,
                       const std::vector<std::string>& available, plugin::Registry& registry,
                       config::Findings& findings) {
  const bool by_use = step.use.is_scalar();
  if (step.use.unresolved()) return {};
  if (by_use && std::ranges::find(available, step.use.text()) != available.end())
    return step.use.text();
  if (by_use) {
    findings.Error(step.use.mark(), "unknown-plugin", step.path(),
                   fmt::format("there is no plugin `{}`", step.use.text()),
                   UseHint(config, step, available, registry));
    return {};
  }
  if (step.connection.is_null()) {
    if (!findings.has_errors())  // else it has been reported
      findings.Error(step.mark, "missing-option", step.path(), "`use` is missing",
                     "name the plugin, or a connection whose URL's scheme does");
    return {};
  }
  const std::string scheme = SchemeOf(config, step);
  if (scheme.empty()) {  // an unset URL has been reported; a missing one is not
    const auto connection = config.connections.find(step.connection.text());
    const bool reported =
        connection == config.connections.end() ||
        (connection->second.Find("url") && connection->second.Find("url")->unresolved());
    if (!reported)
      findings.Error(step.connection.mark(), "missing-option", step.path(),
                     fmt::format("the connection `{}` has no URL whose scheme names a plugin",
                                 step.connection.text()),
                     "set its url, or name the plugin with use:");
    if (connection != config.connections.end() && !connection->second.Find("url"))
      CheckSpelling(connection->second, "connections." + connection->first, findings);
    return {};
  }
  if (std::ranges::find(available, scheme) != available.end()) return scheme;
  findings.Error(step.connection.mark(), "unknown-plugin", step.path(),
                 fmt::format("no plugin serves the scheme `{}:` of the connection `{}`", scheme,
                             step.connection.text()),
                 "name the plugin with use:, if its name is not the scheme");
  return {};
}

// Whether the step has as many inputs as its component reads.
bool CheckInputCount(const StepPlan& step, config::Findings& findings) {
  const std::size_t count = step.config->inputs.size();
  const auto& component = *step.component;
  if (component.role == ETL_SOURCE ||
      (count >= component.min_inputs && count <= component.max_inputs))
    return true;
  if (count == 0) return false;  // reported when the file was read
  const std::string wants =
      component.min_inputs == component.max_inputs
          ? std::to_string(component.min_inputs)
          : fmt::format("{} to {}", component.min_inputs, component.max_inputs);
  findings.Error(step.config->from.mark(), "input-count", step.config->path(),
                 fmt::format("`{}` reads {} input{}, got {}", component.name, wants,
                             wants == "1" ? "" : "s", count),
                 "name the steps it reads with from:");
  return false;
}

const plugin::Component* FindComponent(const config::Step& step, const std::string& name,
                                       plugin::Registry& registry, config::Findings& findings) {
  const etl_role role = RoleOf(step);
  const plugin::Component* component = registry.Find(role, name);
  if (component) return component;
  std::string roles;
  for (const plugin::Component& other : registry.components(name))
    roles +=
        (roles.empty() ? "" : ", ") + std::string(plugin::ToString(other.role)) + " " + other.name;
  findings.Error(
      step.use.is_null() ? step.mark : step.use.mark(), "wrong-role", step.path(),
      fmt::format("the plugin `{}` has no {} of this name", name, plugin::ToString(role)),
      fmt::format("it has: {}", roles));
  return nullptr;
}

std::filesystem::path Canonical(const std::string& path) {
  std::error_code error;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
}

// Two sinks that publish to one path would leave whichever came last.
void CheckTargets(const PipelinePlan& plan, config::Findings& findings) {
  std::map<std::filesystem::path, const StepPlan*> targets;
  for (const StepPlan& step : plan.steps) {
    if (step.role() != ETL_SINK) continue;
    for (const plugin::Option& option : step.component->options) {
      const OptionNode* node =
          option.type == ETL_OPTION_PATH ? step.options->Find(option.name) : nullptr;
      if (!node) continue;
      const auto [other, fresh] = targets.emplace(Canonical(node->text), &step);
      if (!fresh)
        findings.Error(node->mark, "same-target", step.config->path() + "." + option.name,
                       fmt::format("the sink {} writes to the same file {}", other->second->name(),
                                   node->text));
    }
  }
}

// A sink whose file a source reads: sound, as the file is replaced when all of it has been read,
// but hardly ever meant, and the second run does not find what the first one read.
void CheckOwnSources(const PipelinePlan& plan, config::Findings& findings) {
  std::map<std::filesystem::path, const StepPlan*> read;
  for (const StepPlan& step : plan.steps) {
    if (step.role() != ETL_SOURCE) continue;
    const OptionNode* node = step.options->Find("path");
    if (!node) continue;
    if (!node->text.empty()) read.emplace(Canonical(node->text), &step);
    for (const auto& [key, item] : node->children) read.emplace(Canonical(item.text), &step);
  }
  for (const StepPlan& step : plan.steps) {
    if (step.role() != ETL_SINK) continue;
    for (const plugin::Option& option : step.component->options) {
      const OptionNode* node =
          option.type == ETL_OPTION_PATH ? step.options->Find(option.name) : nullptr;
      const auto source = node ? read.find(Canonical(node->text)) : read.end();
      if (source == read.end() || node->text == "-") continue;
      findings.Warning(
          node->mark, "own-source", step.config->path() + "." + option.name,
          fmt::format("it replaces the file that {} reads: {}", source->second->name(), node->text),
          "write to another file, unless that is meant");
    }
  }
}

// A step whose rejects nobody can have asked for.
void CheckRejectReaders(const PipelinePlan& plan, config::Findings& findings) {
  for (const StepPlan& step : plan.steps) {
    for (const auto& input : step.config->inputs) {
      const std::string_view of = config::RejectsOf(input.name);
      if (of.empty()) continue;
      for (const StepPlan& read : plan.steps)
        if (read.name() == of && !read.rejects.written)
          findings.Error(input.mark, "no-rejects", step.config->path() + ".from",
                         fmt::format("`{}` rejects no rows: it fails at the first", of),
                         fmt::format("give {} the line on_error: reject", of));
    }
  }
}

// An assertion on a step that is not run would pass by never being asked.
void CheckUnread(const PipelinePlan& plan, config::Findings& findings) {
  for (const StepPlan& step : plan.steps) {
    if (step.role() == ETL_SINK || step.assertions.empty()) continue;
    const bool read = std::ranges::any_of(plan.steps, [&](const StepPlan& other) {
      return std::ranges::any_of(other.config->inputs, [&](const auto& input) {
        return input.name == step.name() || config::RejectsOf(input.name) == step.name();
      });
    });
    if (!read)
      findings.Error(step.config->assertions.mark(), "unread-step", step.config->path() + ".assert",
                     "nobody reads this step, so it is not run and its assertions are not checked",
                     "give it a sink");
  }
}

// The stream of the rows that `of` has rejected, as a step of the plan.
StepPlan MakeRejects(const StepPlan& of, std::size_t index) {
  StepPlan step;
  step.rejects_of = index;
  step.rejects_config = std::make_unique<config::Step>();
  step.rejects_config->name = of.name() + std::string(config::kRejectsSuffix);
  step.rejects_config->mark = of.config->mark;
  step.rejects_config->section = "sources";
  step.config = step.rejects_config.get();
  step.component = &RejectsComponent();
  step.options = std::make_unique<OptionNode>();
  return step;
}

bool IsRead(const std::vector<StepPlan>& steps, const std::string& name) {
  return std::ranges::any_of(steps, [&](const StepPlan& step) {
    return std::ranges::any_of(step.config->inputs,
                               [&](const auto& input) { return input.name == name; });
  });
}

// The graph without cycles (those are reported when the file is read), inputs before consumers,
// file order otherwise.
void SortTopologically(PipelinePlan& plan) {
  std::vector<StepPlan> sorted;
  std::map<std::string, std::size_t> index;
  std::vector<StepPlan> left = std::move(plan.steps);
  for (StepPlan& step : left)
    step.rejects_read = IsRead(left, step.name() + std::string(config::kRejectsSuffix));
  for (bool progress = true; progress && !left.empty();) {
    progress = false;
    for (auto step = left.begin(); step != left.end();) {
      const bool ready = std::ranges::all_of(
          step->config->inputs, [&](const auto& input) { return index.contains(input.name); });
      if (!ready) {
        ++step;
        continue;
      }
      for (const auto& input : step->config->inputs)
        step->inputs.push_back({index[input.name], {}, {}});
      index[step->name()] = sorted.size();
      sorted.push_back(std::move(*step));
      step = left.erase(step);
      if (sorted.back().rejects_read) {
        StepPlan rejects = MakeRejects(sorted.back(), sorted.size() - 1);
        index[rejects.name()] = sorted.size();
        sorted.push_back(std::move(rejects));
      }
      progress = true;
    }
  }
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (const InputPlan& input : sorted[i].inputs) sorted[input.step].consumers.push_back(i);
  plan.steps = std::move(sorted);
}

StepPlan MakeHostStep(const config::Step& config, const plugin::Component& component) {
  StepPlan step;
  step.config = &config;
  step.component = &component;
  step.options = std::make_unique<OptionNode>();
  step.options->kind = ETL_NODE_MAPPING;
  return step;
}

void ReadSourceOrder(StepPlan& planned, config::Findings& findings) {
  const config::Step& step = *planned.config;
  if (const auto* order = planned.role() == ETL_SOURCE ? step.Option("order") : nullptr) {
    planned.declared_order = ReadOrder(order->value, step.path() + ".order", findings);
    planned.order_mark = order->key_mark;
  }
}

// A step with a component of the host's: there are no options to check, and no plugin to open.
StepPlan MakeStandIn(const config::Step& step, const plugin::Component& component,
                     config::Findings& findings) {
  StepPlan planned = MakeHostStep(step, component);
  planned.assertions = ReadAssertions(step, findings);
  planned.rejects = ReadRejectPolicy(step, findings);
  planned.sound = CheckInputCount(planned, findings);
  ReadSourceOrder(planned, findings);
  return planned;
}

const plugin::Component* FindStandIn(const HostParts& host, const config::Step& step) {
  if (!host.stand_ins) return nullptr;
  const auto found = host.stand_ins->find(step.name);
  return found == host.stand_ins->end() ? nullptr : found->second;
}

}  // namespace

PipelinePlan ResolveSteps(const config::PipelineConfig& config, plugin::Registry& registry,
                          config::Secrets& secrets, config::Findings& findings,
                          const HostParts& host) {
  PipelinePlan plan;
  plan.config = &config;
  const std::vector<std::string> available = registry.available();
  for (const auto* section : {&config.sources, &config.transforms, &config.sinks}) {
    for (const config::Step& step : *section) {
      if (const plugin::Component* own = FindStandIn(host, step)) {
        plan.steps.push_back(MakeStandIn(step, *own, findings));
        continue;
      }
      StepPlan planned;
      planned.config = &step;
      planned.assertions = ReadAssertions(step, findings);
      planned.rejects = ReadRejectPolicy(step, findings);
      planned.component = FindByConnection(config, step, available, registry);
      if (!planned.component) {
        const std::string name = PluginName(config, step, available, registry, findings);
        if (!name.empty()) planned.component = FindComponent(step, name, registry, findings);
      }
      if (!planned.component) {
        CheckSpelling(step, findings);
        continue;
      }
      const std::size_t before = findings.errors();
      CheckedOptions checked = CheckOptions(config, step, *planned.component, secrets, findings);
      planned.options = std::move(checked.root);
      const bool fed = CheckInputCount(planned, findings);
      planned.sound = checked.sound && fed && findings.errors() == before;
      ReadSourceOrder(planned, findings);
      planned.incremental = ReadIncremental(step, findings);
      plan.steps.push_back(std::move(planned));
    }
  }
  for (const HostSink& sink : host.sinks)
    plan.steps.push_back(MakeHostStep(*sink.step, *sink.component));
  CheckTargets(plan, findings);
  CheckOwnSources(plan, findings);
  CheckUnread(plan, findings);
  CheckRejectReaders(plan, findings);
  SortTopologically(plan);
  return plan;
}

}  // namespace etl::plan
