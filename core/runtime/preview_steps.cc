// SPDX-License-Identifier: Apache-2.0
// What a preview of one step runs of a pipeline.
#include <algorithm>
#include <set>
#include <vector>

#include "config/suggest.h"
#include "etl/error.h"
#include "runtime/preview.h"

namespace etl::runtime {

namespace {

using config::PipelineConfig;
using config::Step;

std::vector<std::string> StepNames(const PipelineConfig& config) {
  std::vector<std::string> names;
  for (const auto* section : {&config.sources, &config.transforms, &config.sinks})
    for (const Step& step : *section) names.push_back(step.name);
  return names;
}

// The step that gives the rows of `name`, which may name its rejects. Null: there is none.
const Step* Giver(const PipelineConfig& config, const std::string& name) {
  const std::string of(config::RejectsOf(name));
  return config.FindStep(of.empty() ? name : of);
}

std::string InputOf(const PipelineConfig& config, const Step& sink) {
  const Step* input = sink.inputs.empty() ? nullptr : Giver(config, sink.inputs[0].name);
  if (!input || input->section == "sinks")
    throw ConfigError("the sink `{}` reads no step that could be shown", sink.name)
        .Hint("name the step to show");
  return sink.inputs[0].name;
}

// `step` and everything that it reads; a file with errors may have cycles.
std::set<std::string> Needed(const PipelineConfig& config, const std::string& step) {
  std::set<std::string> needed;
  std::vector<std::string> open{step};
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const Step* found = Giver(config, name);
    if (!found || !needed.insert(found->name).second) continue;
    for (const Step::Input& input : found->inputs) open.push_back(input.name);
  }
  return needed;
}

// Whether a finding's path lies in a step that is not in `preview`, or says that there are no
// sinks, or that nobody reads a step.
bool IsElsewhere(const PipelineConfig& config, const PipelineConfig& preview,
                 const config::Finding& finding) {
  if (finding.path == "sinks" || finding.code == "unread-step") return true;
  for (const std::string& name : StepNames(config)) {
    const std::string path = config.FindStep(name)->path();
    const bool inside = finding.path == path || finding.path.starts_with(path + ".");
    if (inside) return !preview.FindStep(name);
  }
  return false;
}

}  // namespace

std::string StepToPreview(const PipelineConfig& config, const std::string& name) {
  if (name.empty()) {
    if (!config.sinks.empty()) return InputOf(config, config.sinks[0]);
    if (!config.transforms.empty()) return config.transforms.back().name;
    if (!config.sources.empty()) return config.sources.back().name;
    throw ConfigError("the pipeline has no step that could be shown");
  }
  const Step* step = Giver(config, name);
  if (!step)
    throw ConfigError("the pipeline has no step `{}`", name)
        .Hint(config::DidYouMean(name, StepNames(config)));
  return step->section == "sinks" ? InputOf(config, *step) : name;
}

PipelineConfig ForPreview(const PipelineConfig& config, const std::string& step) {
  const std::set<std::string> needed = Needed(config, step);
  PipelineConfig preview = config;
  preview.sinks.clear();
  for (auto* section : {&preview.sources, &preview.transforms}) {
    std::erase_if(*section, [&](const Step& other) { return !needed.contains(other.name); });
    // They judge all rows of a step, of which a preview sees the first.
    for (Step& kept : *section) kept.assertions = {};
  }
  return preview;
}

config::Findings FindingsForPreview(const PipelineConfig& config, const PipelineConfig& preview,
                                    const config::Findings& findings) {
  config::Findings kept;
  for (const config::Finding& finding : findings.all()) {
    if (IsElsewhere(config, preview, finding)) continue;
    if (finding.severity == config::Severity::kError)
      kept.Error(finding.mark, finding.code, finding.path, finding.message, finding.suggestion,
                 finding.excerpt);
    else
      kept.Warning(finding.mark, finding.code, finding.path, finding.message, finding.suggestion);
  }
  return kept;
}

}  // namespace etl::runtime
