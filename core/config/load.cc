// SPDX-License-Identifier: Apache-2.0
#include "config/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/keys.h"
#include "config/overlay.h"
#include "config/scalar.h"
#include "config/secret_literal.h"
#include "config/step_graph.h"
#include "config/step_reader.h"
#include "config/yaml.h"

namespace etl::config {
namespace {

const std::vector<std::string> kPipelineKeys{"version",    "name",        "description",
                                             "params",     "connections", "sources",
                                             "transforms", "sinks",       "tests"};

class PipelineLoader {
 public:
  PipelineLoader(const LoadRequest& request, Secrets& secrets, LoadResult& result)
      : request_(request), secrets_(secrets), config_(result.config), findings_(result.findings) {}

  void Load();

 private:
  void ReadParameters();
  void CheckVersion();
  void ReadTexts();
  void ReadConnections();
  void ReadSections();
  bool IsDataset() const;
  bool IsConnectionUsed(const std::string& name) const;
  // The mapping of a top-level key; an empty one if it is not there or has been complained of.
  Node Section(const std::string& key, bool& sound);

  const LoadRequest& request_;
  Secrets& secrets_;
  PipelineConfig& config_;
  Findings& findings_;
  Node root_;
  Overlay overlay_;
  Known known_;
};

void PipelineLoader::Load() {
  config_.file = request_.pipeline.string();
  config_.name = request_.pipeline.stem().string();
  root_ = LoadYamlFile(request_.pipeline, findings_);
  bool readable =
      !root_.is_null() && Expect(root_, NodeKind::kMapping, root_.mark(), "", findings_);
  if (readable && IsDataset()) {
    findings_.Error(root_.mark(), "dataset", "", "this is a dataset: it only sets parameters",
                    "name the pipeline's file, and this one with --dataset");
    readable = false;
  }
  if (!readable) root_ = Node::Mapping({}, root_.mark());
  ReadParameters();
  if (!readable) return;
  CheckKeys(root_, kPipelineKeys, "", findings_);
  CheckVersion();
  for (const auto& dataset : request_.datasets) {
    ReadDataset(LoadYamlFile(dataset, findings_), root_, *config_.parameters, overlay_, findings_);
  }
  for (const Node::Entry& param : request_.params)
    config_.parameters->SetFromDataset(param, findings_);
  config_.overrides = overlay_.overrides;
  if (const Node* tests = root_.Find("tests")) config_.tests = *tests;
  ReadTexts();
  ReadConnections();
  ReadSections();
}

// The one file taken for the other: without any step, and parameters that have values.
bool PipelineLoader::IsDataset() const {
  const Node* params = root_.Find("params");
  if (!params || params->entries().empty()) return false;
  for (const char* key : {"version", "sources", "transforms", "sinks"})
    if (root_.Find(key)) return false;
  return std::ranges::none_of(params->entries(), [](const Node::Entry& entry) {
    return entry.value.is_mapping();
  });
}

void PipelineLoader::ReadParameters() {
  bool sound = true;
  config_.params = ReadParams(Section("params", sound), findings_);
  Environment environment(request_.environment);
  for (const auto& file : request_.env_files) environment.AddFile(file, findings_);
  config_.parameters = std::make_shared<Parameters>(config_.params, std::move(environment),
                                                    request_.run_date, root_.mark(), secrets_);
  // Which names there are is not known if `params:` could not be read.
  if (!sound || root_.entries().empty()) return config_.parameters->AllowUnknown();
  for (const Node::Entry& param : request_.recorded) config_.parameters->SetRecorded(param);
  for (const std::string& assignment : request_.assignments) {
    config_.parameters->Assign(assignment, findings_);
  }
}

void PipelineLoader::CheckVersion() {
  const Node* version = root_.Find("version");
  if (!version) {
    findings_.Error(root_.mark(), "missing-key", "", "`version` is missing",
                    "write `version: 1` at the top");
  } else if (AsInt(*version) != 1) {
    findings_.Error(version->mark(), "bad-version", "version", "the version must be 1");
  }
}

void PipelineLoader::ReadTexts() {
  for (const auto& [key, key_mark, written] : root_.entries()) {
    if (key != "name" && key != "description") continue;
    const Node node = config_.parameters->Resolve(written, key, findings_);
    if (!Expect(node, NodeKind::kScalar, key_mark, key, findings_)) continue;
    (key == "name" ? config_.name : config_.description) = node.text();
  }
}

Node PipelineLoader::Section(const std::string& key, bool& sound) {
  for (const Node::Entry& entry : root_.entries()) {
    if (entry.key != key) continue;
    if (Expect(entry.value, NodeKind::kMapping, entry.key_mark, key, findings_)) return entry.value;
    sound = false;
  }
  return Node::Mapping({}, root_.mark());
}

bool PipelineLoader::IsConnectionUsed(const std::string& name) const {
  if (request_.stand_ins.empty()) return true;
  for (const std::string& section : kSections) {
    const Node* steps = root_.Find(section);
    if (!steps) continue;
    for (const Node::Entry& step : steps->entries()) {
      const Node* used = step.value.Find("connection");
      if (!used || request_.stand_ins.contains(step.key)) continue;
      if (used->text() == name || used->text().find("${") != std::string::npos) return true;
    }
  }
  return false;
}

void PipelineLoader::ReadConnections() {
  for (const auto& [name, mark, value] : Section("connections", known_.connections).entries()) {
    if (!IsConnectionUsed(name)) continue;
    const std::string path = "connections." + name;
    ExpectIdentifier(name, "connection", mark, path, findings_);
    if (!Expect(value, NodeKind::kMapping, mark, path, findings_)) {
      config_.connections[name] = Node::Mapping({}, mark);
      continue;
    }
    const Node merged =
        Node::Mapping(Merge(value.entries(), overlay_.connections[name]), value.mark());
    const Node resolved = config_.parameters->Resolve(merged, path, findings_);
    HideSecrets("", resolved, path, secrets_, findings_);
    config_.connections[name] = resolved;
  }
}

void PipelineLoader::ReadSections() {
  const auto read = [&](const std::string& section) {
    bool sound = true;
    const Node steps = Section(section, sound);
    if (sound && steps.entries().empty() && section != "transforms") {
      findings_.Error(steps.mark(), "missing-key", section,
                      fmt::format("the pipeline has no {}", section), "it needs at least one");
    }
    known_.steps = known_.steps && sound;
    return ReadSteps(section, steps, {overlay_, request_.stand_ins}, *config_.parameters,
                     known_.steps, findings_);
  };
  config_.sources = read("sources");
  config_.transforms = read("transforms");
  config_.sinks = read("sinks");
  CheckGraph(config_, known_, findings_);
}

}  // namespace

LoadResult LoadPipeline(const LoadRequest& request, Secrets& secrets) {
  LoadResult result;
  PipelineLoader(request, secrets, result).Load();
  return result;
}

}  // namespace etl::config
