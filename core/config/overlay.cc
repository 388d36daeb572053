// SPDX-License-Identifier: Apache-2.0
#include "config/overlay.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/keys.h"
#include "config/scalar.h"
#include "config/step_reader.h"
#include "config/suggest.h"

namespace etl::config {
namespace {

const std::vector<std::string> kDatasetKeys{"version",     "name",    "description", "params",
                                            "connections", "sources", "transforms",  "sinks"};

std::vector<std::string> Names(const Node* section) {
  std::vector<std::string> names;
  if (!section) return names;
  for (const Node::Entry& entry : section->entries()) names.push_back(entry.key);
  return names;
}

// "it is one of the sinks", where a step was looked for in another section.
std::string Advice(const std::string& name, const std::string& section, const Node& pipeline) {
  for (const std::string& other : kSections) {
    const Node* steps = pipeline.Find(other);
    if (steps && steps->Find(name)) return fmt::format("it is one of the {}", other);
  }
  return DidYouMean(name, Names(pipeline.Find(section)));
}

void ReadConnections(const Node& node, const Node& pipeline, Overlay& overlay, Findings& findings) {
  const Node* known = pipeline.Find("connections");
  for (const Node::Entry& entry : node.entries()) {
    const std::string path = "connections." + entry.key;
    if (!known || !known->Find(entry.key)) {
      findings.Error(entry.key_mark, "unknown-connection", path,
                     fmt::format("the pipeline has no connection `{}`", entry.key),
                     DidYouMean(entry.key, Names(known)));
    } else if (Expect(entry.value, NodeKind::kMapping, entry.key_mark, path, findings)) {
      auto& entries = overlay.connections[entry.key];
      entries = Merge(std::move(entries), entry.value.entries());
    }
  }
}

void ReadStep(const Node::Entry& step, const std::string& path, Overlay& overlay,
              Findings& findings) {
  if (!Expect(step.value, NodeKind::kMapping, step.key_mark, path, findings)) return;
  auto& options = overlay.steps[step.key];
  for (const Node::Entry& option : step.value.entries()) {
    if (IsReservedKey(option.key)) {
      findings.Error(option.key_mark, "dataset-meaning", path,
                     fmt::format("a dataset cannot change `{}`", option.key),
                     "it sets options that say where the data is, not what becomes of it");
      continue;
    }
    options = Merge(std::move(options), {option});
    overlay.overrides.push_back({step.key, option.key, option.key_mark});
  }
}

void ReadSteps(const std::string& section, const Node& node, const Node& pipeline, Overlay& overlay,
               Findings& findings) {
  const Node* known = pipeline.Find(section);
  for (const Node::Entry& step : node.entries()) {
    const std::string path = section + "." + step.key;
    if (known && known->Find(step.key)) {
      ReadStep(step, path, overlay, findings);
    } else {
      findings.Error(step.key_mark, "unknown-step", path,
                     fmt::format("the pipeline has no `{}` among its {}", step.key, section),
                     Advice(step.key, section, pipeline));
    }
  }
}

}  // namespace

void ReadDataset(const Node& dataset, const Node& pipeline, Parameters& parameters,
                 Overlay& overlay, Findings& findings) {
  if (dataset.is_null() || !Expect(dataset, NodeKind::kMapping, {}, "", findings)) return;
  CheckKeys(dataset, kDatasetKeys, "", findings);
  for (const Node::Entry& entry : dataset.entries()) {
    if (entry.key == "version" && AsInt(entry.value) != 1) {
      findings.Error(entry.value.mark(), "bad-version", "version", "the version must be 1");
    }
    const bool is_section =
        std::find(kSections.begin(), kSections.end(), entry.key) != kSections.end();
    if (!is_section && entry.key != "params" && entry.key != "connections") continue;
    if (!Expect(entry.value, NodeKind::kMapping, entry.key_mark, entry.key, findings)) continue;
    if (is_section) {
      ReadSteps(entry.key, entry.value, pipeline, overlay, findings);
    } else if (entry.key == "connections") {
      ReadConnections(entry.value, pipeline, overlay, findings);
    } else {
      for (const Node::Entry& param : entry.value.entries())
        parameters.SetFromDataset(param, findings);
    }
  }
}

std::vector<Node::Entry> Merge(std::vector<Node::Entry> base,
                               const std::vector<Node::Entry>& over) {
  for (const Node::Entry& entry : over) {
    const auto same = std::find_if(
        base.begin(), base.end(), [&](const Node::Entry& other) { return other.key == entry.key; });
    if (same == base.end()) {
      base.push_back(entry);
    } else {
      *same = entry;
    }
  }
  return base;
}

}  // namespace etl::config
