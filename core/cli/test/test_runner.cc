// SPDX-License-Identifier: Apache-2.0
#include "cli/test/test_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "cli/test/judge.h"
#include "config/load.h"
#include "config/suggest.h"
#include "runtime/outside_steps.h"
#include "runtime/trial.h"

namespace etl::cli {

namespace {

using config::PipelineConfig;

class TestRun {
 public:
  TestRun(const TestCase& test, const TestTools& tools, config::Findings& findings)
      : test_(test), tools_(tools), findings_(findings) {}

  TestResult Execute();

 private:
  void Run();
  config::LoadRequest Request() const;
  bool CheckGiven(const PipelineConfig& config);
  bool CheckExpect(const PipelineConfig& config);
  void CheckLocal(const PipelineConfig& config, const Given& given);
  bool AddGiven(const PipelineConfig& config, GivenRows& rows);
  void DropRecordedOrders(PipelineConfig& config) const;
  bool StopForFindings(const config::Findings& loaded);
  const Given* GivenOf(std::string_view step) const {
    const auto found = std::ranges::find(test_.given, step, &Given::step);
    return found == test_.given.end() ? nullptr : &*found;
  }
  void Error(const config::Mark& mark, const char* code, const std::string& path,
             std::string message, std::string hint = "") {
    findings_.Error(mark, code, path, std::move(message), std::move(hint));
  }

  const TestCase& test_;
  const TestTools& tools_;
  config::Findings& findings_;
  std::set<std::string> recorded_;  // steps that the recording of the whole test gives
  TestResult result_;
};

// What a test sees of the world is what it says itself, so that it passes on every machine or on
// none.
config::LoadRequest TestRun::Request() const {
  config::LoadRequest request;
  request.pipeline = test_.pipeline;
  request.datasets = test_.datasets;
  request.params = test_.params;
  request.run_date = test_.run_date;
  if (test_.recording) request.recorded = runtime::Recording::Open(*test_.recording).Params();
  request.environment = [this](const std::string& name) -> std::optional<std::string> {
    const auto found = test_.env.find(name);
    return found == test_.env.end() ? std::nullopt : std::optional(found->second);
  };
  return request;
}

std::vector<std::string> StepNames(const PipelineConfig& config, bool with_sinks) {
  std::vector<std::string> names;
  for (const auto* section : {&config.sources, &config.transforms, &config.sinks})
    for (const config::Step& step : *section)
      if (with_sinks || step.section != "sinks") names.push_back(step.name);
  return names;
}

void TestRun::CheckLocal(const PipelineConfig& config, const Given& given) {
  const config::Step& step = *config.FindStep(given.step);
  if (runtime::IsLocal(config, step)) return;
  Error(given.mark, "not-local", "given." + given.step,
        "it would connect to a server, and a test reads nothing from outside", "give it rows");
}

bool TestRun::CheckGiven(const PipelineConfig& config) {
  const std::size_t before = findings_.errors();
  for (const Given& given : test_.given) {
    const config::Step* step = config.FindStep(given.step);
    if (!step)
      Error(given.mark, "unknown-step", "given." + given.step,
            fmt::format("the pipeline has no step `{}`", given.step),
            config::DidYouMean(given.step, StepNames(config, false)));
    else if (step->section == "sinks")
      Error(given.mark, "given-sink", "given." + given.step, "a sink gives no rows",
            "give them to a source");
    else if (given.from == Given::From::kLocal)
      CheckLocal(config, given);
  }
  for (const std::string& name : runtime::OutsideSteps(config))
    if (!GivenOf(name) && test_.recording)
      recorded_.insert(name);
    else if (!GivenOf(name))
      Error(test_.mark, "not-given", "given",
            fmt::format("`{}` has no rows, and a test reads nothing from outside", name),
            fmt::format("give it rows under `given:`; if it reads a file of this machine, "
                        "`{}: local` lets it",
                        name));
  return findings_.errors() == before;
}

bool TestRun::CheckExpect(const PipelineConfig& config) {
  const std::size_t before = findings_.errors();
  for (const Expectation& expectation : test_.expect) {
    const std::string path = "expect." + expectation.step;
    const std::string_view of = config::RejectsOf(expectation.step);
    const config::Step* step = config.FindStep(of.empty() ? expectation.step : of);
    if (!step || (!of.empty() && step->section == "sinks"))
      Error(expectation.mark, "unknown-step", path,
            fmt::format("the pipeline has no step `{}`", expectation.step),
            config::DidYouMean(expectation.step, StepNames(config, true)));
    else if (!of.empty() && step->on_error.is_null())
      Error(expectation.mark, "no-rejects", path,
            fmt::format("`{}` rejects no rows: it fails at the first", of));
  }
  return findings_.errors() == before;
}

bool TestRun::AddGiven(const PipelineConfig& config, GivenRows& rows) {
  const std::size_t before = findings_.errors();
  for (const Given& given : test_.given)
    if (given.from != Given::From::kLocal) rows.Add(given, *config.FindStep(given.step), findings_);
  for (const std::string& step : recorded_)
    rows.AddRecorded(*test_.recording, *config.FindStep(step));
  return findings_.errors() == before;
}

// Findings of the test's own file are mistakes of the test, others are the pipeline's.
bool TestRun::StopForFindings(const config::Findings& loaded) {
  if (!loaded.has_errors()) return false;
  const bool expected = test_.error && (test_.error->code.empty() || test_.error->code == "config");
  bool own = false;
  for (const config::Finding& finding : loaded.all()) {
    if (expected || finding.severity != config::Severity::kError ||
        !SameFile(finding.mark, test_.mark) || finding.mark.file == nullptr ||
        *finding.mark.file == test_.pipeline)
      continue;
    own = true;
    Error(finding.mark, finding.code.c_str(), finding.path, finding.message, finding.suggestion);
  }
  if (!own) JudgeFindings(test_, loaded, tools_, result_);
  return true;
}

// The recording knows the order of its rows: of masked ones it is another.
void TestRun::DropRecordedOrders(PipelineConfig& config) const {
  for (config::Step& step : config.sources) {
    const Given* given = GivenOf(step.name);
    if (given ? given->from == Given::From::kRecording : recorded_.contains(step.name))
      std::erase_if(step.options, [](const auto& option) { return option.key == "order"; });
  }
}

void TestRun::Run() {
  const config::LoadResult whole = config::LoadPipeline(Request(), tools_.secrets);
  if (whole.config.sources.empty()) {
    StopForFindings(whole.findings);
    return;
  }
  const bool given = CheckGiven(whole.config);
  if (!CheckExpect(whole.config) || !given) return;
  config::LoadRequest request = Request();
  for (const Given& one : test_.given)
    if (one.from != Given::From::kLocal) request.stand_ins.insert(one.step);
  request.stand_ins.insert(recorded_.begin(), recorded_.end());
  for (const config::Step& sink : whole.config.sinks) request.stand_ins.insert(sink.name);
  config::LoadResult loaded = config::LoadPipeline(request, tools_.secrets);
  DropRecordedOrders(loaded.config);
  if (StopForFindings(loaded.findings)) return;
  const KnownOutputs known = DescribeOffline(whole.config, tools_);
  GivenRows rows(tools_, known);
  if (!AddGiven(loaded.config, rows)) return;
  runtime::TrialRequest trial;
  trial.config = &loaded.config;
  trial.stand_ins = rows.stand_ins();
  for (const Expectation& expectation : test_.expect) trial.watched.push_back(expectation.step);
  trial.registry = &tools_.registry;
  trial.secrets = &tools_.secrets;
  trial.memory = tools_.memory;
  trial.threads = tools_.threads;
  trial.log = tools_.log;
  const runtime::TrialResult ended = runtime::RunTrial(std::move(trial));
  result_.signal = ended.signal;
  result_.hung = ended.hung;
  if (StopForFindings(ended.findings) || (ended.signal && !ended.failure)) return;
  Judge(test_, ended, tools_, result_, findings_);
}

TestResult TestRun::Execute() {
  const auto begun = std::chrono::steady_clock::now();
  const std::size_t before = findings_.errors();
  try {
    Run();
  } catch (const plan::StepFailure& failure) {  // a file of the test
    Error(test_.mark, "unreadable", failure.step, failure.message, failure.hint);
  } catch (const etl::Error& error) {  // a recording of the test
    Error(test_.mark, "unreadable", "given", error.what(), error.hint());
  }
  result_.broken = findings_.errors() > before;
  result_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return std::move(result_);
}

}  // namespace

TestResult RunTest(const TestCase& test, const TestTools& tools, config::Findings& findings) {
  return TestRun(test, tools, findings).Execute();
}

}  // namespace etl::cli
