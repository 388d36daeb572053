// SPDX-License-Identifier: Apache-2.0
#include "runtime/recovery.h"

#include <algorithm>
#include <optional>
#include <ranges>

#include "runtime/commit.h"

namespace etl::runtime {

namespace {

using Sink = JournalContent::Sink;

const plugin::Component& ComponentOf(const Sink& sink, plugin::Registry& registry) {
  const plugin::Component* component = registry.Find(ETL_SINK, sink.component);
  if (!component)
    throw EnvironmentError("cannot recover the sink {}: there is no sink plugin {}", sink.step,
                           sink.component);
  return *component;
}

// One sink of a run that died. Throws StepFailure.
class SinkRecovery {
 public:
  SinkRecovery(const JournalContent& content, const Sink& sink, const plugin::Component& component,
               const plan::HostEnvironment& environment, const plan::PipelinePlan* plan)
      : run_id_(content.run_id),
        sink_(sink),
        component_(component),
        host_(environment, sink.step, component.plugin_name, {}) {
    if (component.settles_with_options) options_ = OptionsOf(plan);
  }

  bool AskCommitted() {
    return runtime::AskCommitted(*component_.c, host_, options_, sink_.token.value_or(""));
  }
  std::string Publish() {
    Settle(*component_.c, host_, options_, *sink_.token, ETL_COMMIT);
    return sink_.step + ": published what run " + run_id_ + " had prepared";
  }
  std::string Remove() {
    if (sink_.token) Settle(*component_.c, host_, options_, *sink_.token, ETL_ABORT);
    for (const std::string& claim : std::views::reverse(sink_.claims))
      Settle(*component_.c, host_, options_, claim, ETL_ABORT);
    return sink_.step + ": removed what run " + run_id_ + " had left";
  }

 private:
  const plan::OptionNode* OptionsOf(const plan::PipelinePlan* plan) const {
    if (!plan)
      throw host_.MakeFailure(
          ETL_UNKNOWN_OUTCOME,
          Format("run {} died and left something for this sink to finish, which takes the options "
                 "that the pipeline gives it",
                 run_id_),
          "run the pipeline again, or `etl recover` with its file, datasets and parameters");
    for (const plan::StepPlan& step : plan->steps)
      if (step.name() == sink_.step && step.component == &component_ && step.sound)
        return step.options.get();
    throw host_.MakeFailure(
        ETL_UNKNOWN_OUTCOME,
        Format("run {} died and left something for this sink to finish, but the pipeline has no "
               "sound sink {} of the plugin {} any more",
               run_id_, sink_.step, component_.name),
        "run `etl recover` with the pipeline as it was then, datasets and parameters included");
  }

  const std::string& run_id_;
  const Sink& sink_;
  const plugin::Component& component_;
  plan::StepHost host_;
  const plan::OptionNode* options_ = nullptr;
};

}  // namespace

bool NeedsOptions(const JournalContent& content, plugin::Registry& registry) {
  return std::ranges::any_of(content.sinks, [&](const Sink& sink) {
    return !sink.settled && ComponentOf(sink, registry).settles_with_options;
  });
}

std::vector<std::string> Recover(JournalContent& content, plugin::Registry& registry,
                                 const plan::HostEnvironment& environment,
                                 const plan::PipelinePlan* plan) {
  const auto recovery = [&](const Sink& sink) {
    return SinkRecovery(content, sink, ComponentOf(sink, registry), environment, plan);
  };
  std::vector<std::string> done;
  bool decided = content.decided;
  const auto volatile_sink = std::ranges::find(content.sinks, content.decided_by, &Sink::step);
  if (!decided && volatile_sink != content.sinks.end()) {
    try {
      decided = recovery(*volatile_sink).AskCommitted();
    } catch (plan::StepFailure& failure) {
      failure.status = ETL_UNKNOWN_OUTCOME;
      failure.message =
          "whether run " + content.run_id + " has committed is not known: " + failure.message;
      throw;
    }
  }
  content.decided = decided;
  std::optional<plan::StepFailure> first;  // the others are settled all the same
  for (const Sink& sink : std::views::reverse(content.sinks)) {
    if (sink.settled) continue;
    try {
      if (decided && sink.step == content.decided_by)
        done.push_back(sink.step + ": run " + content.run_id + " had committed it");
      else if (decided && sink.token)
        done.push_back(recovery(sink).Publish());
      else
        done.push_back(recovery(sink).Remove());
    } catch (const plan::StepFailure& failure) {
      if (!first) first = failure;
    }
  }
  if (first && decided) first->status = ETL_UNKNOWN_OUTCOME;
  if (first) throw *first;
  return done;
}

}  // namespace etl::runtime
