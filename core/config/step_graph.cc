// SPDX-License-Identifier: Apache-2.0
#include "config/step_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/suggest.h"

namespace etl::config {
namespace {

constexpr std::size_t kMaxShown = 8;  // steps of a cycle in a message

class StepGraph {
 public:
  StepGraph(const PipelineConfig& config, Findings& findings)
      : config_(config), findings_(findings) {}

  void Index();
  void CheckConnections() const;
  void CheckInputs(bool complete);
  void CheckCycles();
  void CheckUnread() const;

 private:
  struct Vertex {
    const Step* step;
    std::vector<std::size_t> inputs;  // for rejects: what must have ended before they come
    bool read = false;
    bool rejects = false;  // of that step

    std::string name() const { return step->name + std::string(rejects ? kRejectsSuffix : ""); }
  };
  enum class State { kNew, kOpen, kDone };

  std::string StepHint(const std::string& name) const;
  void CheckInput(std::size_t at, const Step::Input& input, bool complete);
  std::size_t RejectsVertex(std::size_t of);
  void OrderRejects();
  void Walk(std::size_t start, std::vector<State>& states);
  void ReportCycle(const std::vector<std::pair<std::size_t, std::size_t>>& trail, std::size_t to);

  const PipelineConfig& config_;
  Findings& findings_;
  std::vector<Vertex> vertices_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::vector<std::string> readable_;  // the names that `from` may say
  bool sound_ = true;                  // every input was found
};

void StepGraph::Index() {
  for (const auto* section : {&config_.sources, &config_.transforms, &config_.sinks}) {
    for (const Step& step : *section) {
      const auto [other, is_new] = by_name_.try_emplace(step.name, vertices_.size());
      vertices_.push_back({&step, {}});
      if (step.section != "sinks") readable_.push_back(step.name);
      if (is_new) continue;
      const Step& first = *vertices_[other->second].step;
      findings_.Error(step.mark, "duplicate-step", step.path(),
                      fmt::format("the name `{}` is taken by one of the {} at {}:{}", step.name,
                                  first.section, first.mark.line, first.mark.column),
                      "step names are unique in the whole pipeline");
      sound_ = false;
    }
  }
}

void StepGraph::CheckConnections() const {
  std::vector<std::string> names;
  for (const auto& [name, node] : config_.connections) names.push_back(name);
  for (const Vertex& vertex : vertices_) {
    const Node& connection = vertex.step->connection;
    if (connection.is_null() || config_.connections.contains(connection.text())) continue;
    findings_.Error(connection.mark(), "unknown-connection", vertex.step->path() + ".connection",
                    fmt::format("unknown connection `{}`", connection.text()),
                    DidYouMean(connection.text(), names));
  }
}

void StepGraph::CheckInputs(bool complete) {
  sound_ = sound_ && complete;
  const std::size_t steps = vertices_.size();
  for (std::size_t i = 0; i < steps; ++i) {
    const Step& step = *vertices_[i].step;
    if (step.section != "sources" && step.inputs.empty()) sound_ = false;
    for (const Step::Input& input : step.inputs) CheckInput(i, input, complete);
  }
  OrderRejects();
}

// Of `STEP.rejects` it is the step that may be misspelt.
std::string StepGraph::StepHint(const std::string& name) const {
  const std::string_view rejects_of = RejectsOf(name);
  const auto closest = Closest(rejects_of, readable_);
  if (rejects_of.empty() || !closest) return DidYouMean(name, readable_);
  return fmt::format("did you mean `{}{}`?", *closest, name.substr(rejects_of.size()));
}

void StepGraph::CheckInput(std::size_t at, const Step::Input& input, bool complete) {
  const Step& reader = *vertices_[at].step;
  const std::string path = reader.path() + ".from";
  const std::string_view rejects_of = RejectsOf(input.name);
  const auto found = by_name_.find(rejects_of.empty() ? input.name : std::string(rejects_of));
  if (found == by_name_.end()) {
    sound_ = false;
    if (!complete) return;
    findings_.Error(input.mark, "unknown-step", path, fmt::format("unknown step `{}`", input.name),
                    StepHint(input.name));
    return;
  }
  Vertex& read = vertices_[found->second];
  if (read.step == &reader) {
    findings_.Error(input.mark, "step-cycle", path, fmt::format("`{}` reads itself", input.name));
  } else if (read.step->section == "sinks") {
    findings_.Error(input.mark, "reads-sink", path,
                    fmt::format("`{}` is a sink, nothing comes out of it", input.name),
                    "read the step that the sink reads");
  } else {
    read.read = true;
    const std::size_t from = rejects_of.empty() ? found->second : RejectsVertex(found->second);
    vertices_[at].inputs.push_back(from);
  }
}

std::size_t StepGraph::RejectsVertex(std::size_t of) {
  const auto [known, is_new] = by_name_.try_emplace(
      vertices_[of].step->name + std::string(kRejectsSuffix), vertices_.size());
  if (is_new) vertices_.push_back({vertices_[of].step, {of}, true, true});
  return known->second;
}

// A step's rejects come when it has ended, and that takes all who read it: whoever waits for them
// may not be among these.
void StepGraph::OrderRejects() {
  std::vector<std::vector<std::size_t>> readers(vertices_.size());
  for (std::size_t i = 0; i < vertices_.size(); ++i)
    for (const std::size_t input : vertices_[i].inputs)
      if (!vertices_[i].rejects) readers[input].push_back(i);
  for (Vertex& vertex : vertices_) {
    if (!vertex.rejects) continue;
    std::vector<bool> seen(vertices_.size());
    for (std::size_t next = 0; next < vertex.inputs.size(); ++next)
      for (const std::size_t reader : readers[vertex.inputs[next]]) {
        if (!seen[reader]) vertex.inputs.push_back(reader);
        seen[reader] = true;
      }
  }
}

void StepGraph::CheckCycles() {
  std::vector<State> states(vertices_.size(), State::kNew);
  for (std::size_t start = 0; start < vertices_.size(); ++start) {
    if (states[start] == State::kNew) Walk(start, states);
  }
}

// Depth first with a trail of its own, as a chain may be longer than the stack is deep.
void StepGraph::Walk(std::size_t start, std::vector<State>& states) {
  std::vector<std::pair<std::size_t, std::size_t>> trail{{start, 0}};  // vertex, its next input
  states[start] = State::kOpen;
  while (!trail.empty()) {
    auto& [at, next] = trail.back();
    if (next == vertices_[at].inputs.size()) {
      states[at] = State::kDone;
      trail.pop_back();
      continue;
    }
    const std::size_t input = vertices_[at].inputs[next++];
    if (states[input] == State::kOpen) {
      ReportCycle(trail, input);
    } else if (states[input] == State::kNew) {
      states[input] = State::kOpen;
      trail.emplace_back(input, 0);
    }
  }
}

void StepGraph::ReportCycle(const std::vector<std::pair<std::size_t, std::size_t>>& trail,
                            std::size_t to) {
  std::vector<std::string> names;
  bool rejects = false;
  for (auto at = trail.rbegin(); at != trail.rend(); ++at) {
    names.push_back(vertices_[at->first].name());
    rejects = rejects || vertices_[at->first].rejects;
    if (at->first == to) break;
  }
  // The trail goes against the data, and so it has been taken backwards.
  const Step& step = *vertices_[to].step;
  const std::size_t more = names.size() > kMaxShown ? names.size() - kMaxShown : 0;
  names.resize(names.size() - more);
  if (more > 0) names.push_back(fmt::format("… ({} more)", more));
  findings_.Error(
      step.mark, "step-cycle", step.path(),
      fmt::format("the steps {} each other in a circle: {} → {}", rejects ? "wait for" : "read",
                  vertices_[to].name(), fmt::join(names, " → ")),
      rejects ? "the rejects of a step come when all that read the step have ended: "
                "give them a sink of their own"
              : "");
}

void StepGraph::CheckUnread() const {
  // A `from` with a mistake in it would have read one of these.
  if (!sound_) return;
  for (const Vertex& vertex : vertices_) {
    if (vertex.read || vertex.step->section == "sinks") continue;
    findings_.Warning(vertex.step->mark, "unread-step", vertex.step->path(),
                      fmt::format("no step reads `{}`", vertex.step->name),
                      "name it in a `from`, or remove it");
  }
}

}  // namespace

void CheckGraph(const PipelineConfig& config, const Known& known, Findings& findings) {
  StepGraph graph(config, findings);
  graph.Index();
  if (known.connections) graph.CheckConnections();
  graph.CheckInputs(known.steps);
  graph.CheckCycles();
  graph.CheckUnread();
}

}  // namespace etl::config
