// SPDX-License-Identifier: Apache-2.0
#include "config/step_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/keys.h"
#include "config/secret_literal.h"

namespace etl::config {
namespace {

constexpr std::array<std::string_view, 6> kReserved{"use",    "from",     "connection",
                                                    "assert", "on_error", "max_rejects"};

void AddInput(const Node& node, Step& step, Findings& findings) {
  const std::string path = step.path() + ".from";
  if (!Expect(node, NodeKind::kScalar, step.from.mark(), path, findings)) return;
  step.inputs.push_back({node.text(), node.mark()});
}

void ReadFrom(const Mark& key, Step& step, Findings& findings) {
  const std::string path = step.path();
  if (step.section == "sources") {
    findings.Error(key, "source-with-from", path, "a source reads no other step",
                   "remove `from`, or make it one of the transforms");
  } else if (step.from.is_sequence()) {
    if (step.from.items().empty()) {
      findings.Error(step.from.mark(), "missing-key", path, "`from` names no step");
    }
    for (const Node& item : step.from.items()) AddInput(item, step, findings);
  } else if (step.from.is_scalar()) {
    AddInput(step.from, step, findings);
  } else {
    findings.Error(step.from.mark(), "wrong-kind", path + ".from",
                   fmt::format("expected the name of a step or a list of names, found {}",
                               Describe(step.from.kind())));
  }
}

void ReadReserved(const Node::Entry& entry, Step& step, Findings& findings) {
  const std::string path = step.path() + "." + entry.key;
  if (entry.key == "from") {
    step.from = entry.value;
    ReadFrom(entry.key_mark, step, findings);
  } else if (entry.key == "assert") {
    step.assertions = entry.value;
    Expect(entry.value, NodeKind::kMapping, entry.key_mark, path, findings);
  } else {
    Node& node = entry.key == "use"          ? step.use
                 : entry.key == "connection" ? step.connection
                 : entry.key == "on_error"   ? step.on_error
                                             : step.max_rejects;
    if (step.section == "sinks" && (entry.key == "on_error" || entry.key == "max_rejects")) {
      findings.Error(entry.key_mark, "sink-rejects", path, "a sink rejects no rows",
                     "what a source or a transform cannot use is rejected there");
      return;
    }
    if (Expect(entry.value, NodeKind::kScalar, entry.key_mark, path, findings)) node = entry.value;
  }
}

void CheckRequired(const Step& step, const Node& written, Findings& findings) {
  if (step.section != "sources" && !written.Find("from")) {
    findings.Error(step.mark, "missing-key", step.path(), "`from` is missing",
                   "name the step that it reads, or a list of steps");
  }
  if (!written.Find("use") && !written.Find("connection")) {
    findings.Error(step.mark, "missing-key", step.path(), "`use` is missing",
                   "name the plugin, or a connection whose scheme names it");
  }
}

// What is read of a step that somebody stands in for.
bool IsSeenByOthers(const std::string& section, std::string_view key) {
  if (section == "sources" && (key == "schema" || key == "order")) return true;
  return IsReservedKey(key) && key != "use" && key != "connection";
}

Step ReadStep(const std::string& section, const Node::Entry& written,
              const std::vector<Node::Entry>& over, bool stand_in, Parameters& parameters,
              Findings& findings) {
  Step step;
  step.name = written.key;
  step.mark = written.key_mark;
  step.section = section;
  for (Node::Entry entry : Merge(written.value.entries(), over)) {
    if (stand_in && !IsSeenByOthers(section, entry.key)) continue;
    const std::string path = step.path() + "." + entry.key;
    entry.value = parameters.Resolve(entry.value, path, findings);
    if (IsReservedKey(entry.key)) {
      ReadReserved(entry, step, findings);
    } else {
      HideSecrets(entry.key, entry.value, path, parameters.secrets(), findings);
      step.options.push_back(std::move(entry));
    }
  }
  if (!stand_in) CheckRequired(step, written.value, findings);
  return step;
}

}  // namespace

bool IsReservedKey(std::string_view key) {
  return std::find(kReserved.begin(), kReserved.end(), key) != kReserved.end();
}

std::vector<Step> ReadSteps(const std::string& section, const Node& steps, const StepsOver& over,
                            Parameters& parameters, bool& complete, Findings& findings) {
  static const std::vector<Node::Entry> kNothing;
  std::vector<Step> read;
  for (const Node::Entry& entry : steps.entries()) {
    const std::string path = section + "." + entry.key;
    if (!ExpectIdentifier(entry.key, "step", entry.key_mark, path, findings) ||
        !Expect(entry.value, NodeKind::kMapping, entry.key_mark, path, findings)) {
      complete = false;
      continue;
    }
    const auto options = over.datasets.steps.find(entry.key);
    read.push_back(ReadStep(section, entry,
                            options == over.datasets.steps.end() ? kNothing : options->second,
                            over.stand_ins.contains(entry.key), parameters, findings));
  }
  return read;
}

}  // namespace etl::config
