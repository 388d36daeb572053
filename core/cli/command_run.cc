// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>

#include "cli/command_line.h"
#include "cli/findings.h"
#include "cli/graph/plan_graph.h"
#include "cli/keep_report.h"
#include "cli/progress.h"
#include "cli/replayed.h"
#include "cli/session.h"
#include "etl/error.h"
#include "plan/failure.h"
#include "plan/quantity.h"
#include "runtime/recording/recorder.h"
#include "runtime/run.h"
#include "runtime/run_id.h"

namespace etl::cli {

namespace {

runtime::SpillCodec CodecOf(const std::string& name) {
  if (name == "lz4") return runtime::SpillCodec::kLz4;
  return name == "none" ? runtime::SpillCodec::kNone : runtime::SpillCodec::kAuto;
}

runtime::RunRequest MakeRequest(Session& session, const config::PipelineConfig& config,
                                Progress& progress) {
  const Options& options = session.options();
  runtime::RunRequest request;
  request.config = &config;
  request.registry = &session.registry();
  request.secrets = &session.secrets();
  request.memory = session.memory();
  request.threads = options.threads;
  request.state = options.state;
  request.spill = runtime::SpillDirectory(options.spill, CodecOf(options.spill_codec));
  request.dry_run = options.dry_run;
  request.profile = options.profile;
  request.full_refresh = options.full_refresh;
  request.log = session.host_environment().log;
  if (!options.quiet && session.log().format() == LogFormat::kText)
    request.progress = [&progress](const runtime::RunReport& so_far) { progress.Show(so_far); };
  return request;
}

void PrintFailure(Session& session, const plan::StepFailure& failure) {
  std::string text = session.secrets().Mask(plan::ToString(failure));
  if (const auto end = text.find(']'); text.starts_with("error[") && end != std::string::npos)
    text = session.terminal().Red(text.substr(0, end + 1)) + text.substr(end + 1);
  WriteErr(text + "\n");
}

std::string StepText(const runtime::StepReport& step) {
  const runtime::StepCounters& counters = step.counters;
  return fmt::format("rows in {}, rows out {}, batches {}, {}; {} of memory at most",
                     plan::FormatCount(counters.rows_in), plan::FormatCount(counters.rows_out),
                     plan::FormatCount(counters.batches_out), plan::FormatBytes(counters.bytes_out),
                     plan::FormatBytes(counters.peak_memory));
}

// For the log's file: what standard error is told as a summary.
void LogEnd(Session& session, const runtime::RunReport& report) {
  const auto tell = [&](const plan::StepFailure& failure) {
    session.log().WriteToFile(ETL_LOG_ERROR, "", session.secrets().Mask(plan::ToString(failure)));
  };
  if (session.log().format() == LogFormat::kText) {  // else PrintReport logs them
    if (report.failure) tell(*report.failure);
    for (const plan::StepFailure& excess : report.excess) tell(excess);
  }
  for (const runtime::StepReport& step : report.steps)
    session.log().Write(ETL_LOG_DEBUG, step.name, StepText(step));
  session.log().Write(
      ETL_LOG_INFO, "",
      fmt::format("run of {} ends: exit code {}, {} row{} read, {:.3f} s", report.pipeline,
                  report.exit_code, plan::FormatCount(report.rows_read()),
                  report.rows_read() == 1 ? "" : "s", report.elapsed_seconds));
}

void PrintReport(Session& session, const runtime::RunReport& report) {
  if (session.options().json)
    WriteOut(session.secrets().Mask(runtime::ToJson(report, false)) + "\n");
  if (session.log().format() == LogFormat::kJson) {
    if (report.failure)
      session.log().Write(ETL_LOG_ERROR, report.failure->step, report.failure->message);
    for (const plan::StepFailure& excess : report.excess)
      session.log().Write(ETL_LOG_ERROR, excess.step, excess.message);
    return;
  }
  if (report.failure) PrintFailure(session, *report.failure);
  for (const plan::StepFailure& excess : report.excess) PrintFailure(session, excess);
  if (session.options().quiet < 2 || report.exit_code != 0)
    WriteErr(session.secrets().Mask(runtime::ToText(report, false)) + "\n");
}

// Else the exit code would invite to run it again.
void TellUnheard(Session& session, const runtime::RunReport& report) {
  if (OutputError() == 0 || report.outcome != runtime::Outcome::kDone) return;
  session.log().Write(ETL_LOG_ERROR, "",
                      "the object of --json is lost; the data is published all the same");
}

// A wrong pipeline ran nothing, yet its report says so.
int FailWithReport(Session& session, const std::string& run_id,
                   const config::PipelineConfig& config, const config::Findings& findings) {
  runtime::RunReport report;
  report.pipeline = config.name;
  report.run_id = run_id;
  report.exit_code = 2;
  for (const config::Finding& finding : findings.all()) {
    if (finding.severity != config::Severity::kError || report.failure) continue;
    report.failure.emplace();
    report.failure->status = ETL_CONFIG_ERROR;
    report.failure->mark = finding.mark;
    report.failure->message =
        session.secrets().Mask((finding.path.empty() ? "" : finding.path + ": ") + finding.message);
    report.failure->hint = session.secrets().Mask(finding.suggestion);
  }
  KeepReport(session, config, report, {});
  return FailWithFindings(session, config, findings);
}

std::unique_ptr<runtime::Recorder> MakeRecorder(Session& session, const std::string& run_id) {
  const Options& options = session.options();
  if (options.record.empty()) return nullptr;
  return std::make_unique<runtime::Recorder>(runtime::Recorder::Request{
      options.record, options.masked, run_id, session.LoadRequest().run_date});
}

// Of rows and the object of `--json` in one stream nobody could tell which is which.
void CheckStandardOutput(const Session& session, config::LoadResult& loaded) {
  if (!session.options().json || session.options().dry_run) return;
  for (const config::Step& sink : loaded.config.sinks) {
    const auto* path = sink.Option("path");
    if (path && path->value.is_scalar() && path->value.text() == "-")
      loaded.findings.Error(path->value.mark(), "standard-output-twice", sink.path(),
                            "its rows go to standard output, as does the object of --json",
                            "give the sink a file, or leave --json out and keep a --report FILE");
  }
}

int RunCommand(Session& session) {
  const std::string run_id = runtime::NewRunId();
  session.log().set_run_id(run_id);
  if (!session.options().log_file.empty()) session.log().OpenFile(session.options().log_file);
  PrepareReport(session, run_id);
  std::optional<Replayed> replayed;
  if (!session.options().replay.empty()) replayed.emplace(session, session.options().replay);
  config::LoadResult loaded = replayed ? replayed->loaded() : session.LoadPipeline();
  CheckStandardOutput(session, loaded);
  if (loaded.findings.has_errors()) {
    if (!replayed) AddPlanFindings(session, loaded);
    return FailWithReport(session, run_id, loaded.config, loaded.findings);
  }
  const std::unique_ptr<runtime::Recorder> recorder = MakeRecorder(session, run_id);
  Progress progress(session.terminal());
  session.log().set_before_line([&progress] { progress.Clear(); });
  Graph plan;
  runtime::RunRequest request = MakeRequest(session, loaded.config, progress);
  request.run_id = run_id;
  request.recorder = recorder.get();
  if (replayed) {
    request.stand_ins = &replayed->stand_ins();
    request.replayed_from = session.options().replay.string();
  }
  session.log().Write(ETL_LOG_INFO, "",
                      fmt::format("run of {} begins: {}", loaded.config.name, run_id));
  if (IsPage(session)) {
    request.history = true;
    request.planned = [&](const plan::PipelinePlan& of) { plan = GraphOf(of, session.secrets()); };
  }
  runtime::RunResult result = runtime::RunPipeline(request);
  progress.Clear();
  session.log().set_before_line({});
  if (result.findings.has_errors() && !result.report.failure) {
    const int code = FailWithReport(session, run_id, loaded.config, result.findings);
    if (replayed) WriteErr(replayed->Columns());
    return code;
  }
  PrintFindings(session, loaded.findings);  // warnings
  LogEnd(session, result.report);
  PrintReport(session, result.report);
  TellUnheard(session, result.report);
  int code = result.report.exit_code;
  const bool kept = KeepReport(session, loaded.config, result.report, plan);
  if ((!kept || OutputError() != 0) && code == 0) code = 3;
  if (result.hung) {
    std::fflush(nullptr);
    _exit(code);  // a thread is still in a plugin: destroying anything under it would crash
  }
  return code;
}

}  // namespace

void AddRun(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* run = app.add_subcommand("run", "Run a pipeline: commit everything or nothing");
  AddPipelineOptions(*run, options);
  AddStateOption(*run, options);
  run->add_option(
         "--report", options.report,
         "Keep the summary in a file: JSON, text if it ends in .txt, a page with pictures if in "
         ".html")
      ->type_name("FILE");
  run->add_option("--spill-dir", options.spill,
                  "Where rows go that memory cannot hold (default $TMPDIR or /tmp)")
      ->type_name("DIR");
  run->add_option("--spill-codec", options.spill_codec,
                  "Compress these rows: auto (large files only), none or lz4")
      ->check(CLI::IsMember({"auto", "none", "lz4"}))
      ->type_name("CODEC");
  run->add_option(
         "--threads", options.threads,
         "Threads that may share the reading of one file, or one sort (default: one a core)")
      ->check(CLI::Range(1, 256).description(""))
      ->type_name("N");
  run->add_option("--log-format", options.log_format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  run->add_option("--log-file", options.log_file,
                  "Append the log to a file, too: more of it, each line with the time and the run")
      ->type_name("FILE");
  run->add_flag("--dry-run", options.dry_run, "Do everything but the commit");
  run->add_flag("--full-refresh", options.full_refresh,
                "Read incremental sources whole, as if for the first time");
  CLI::Option* record =
      run->add_option("--record", options.record,
                      "Keep what the sources give in a new folder, to run from it again")
          ->type_name("DIR");
  run->add_option("--mask", options.masked,
                  "In the recording, put pseudonyms for the values of a column (repeatable)")
      ->allow_extra_args(false)
      ->type_name("STEP.COLUMN")
      ->needs(record);
  run->add_option("--replay", options.replay,
                  "Run from a recording: no server is asked, no source opened")
      ->type_name("DIR")
      ->excludes(record);
  run->add_flag("--profile", options.profile,
                "Tell of each step what it moved, how long it took, and the statements it sent");
  run->footer(
      "Examples:\n"
      "  etl run pipelines/highest.yaml --dataset pipelines/datasets/highest_demo.yaml\n"
      "  etl run pipelines/highest.yaml -p file=pipelines/datasets/demo/scores.data --report "
      "out/report.html\n"
      "  etl run pipelines/highest.yaml --dataset pipelines/datasets/highest_demo.yaml "
      "--record tapes/monday\n"
      "  etl run pipelines/highest.yaml --replay tapes/monday\n"
      "  etl run pipelines/highest.yaml --help\n\n"
      "Exit codes: 0 done, 1 the data or an assertion says no, 2 the pipeline or the command line "
      "is wrong,\n"
      "3 the environment is (host, credentials, TLS, timeout, disk, plugin), 4 done, with more "
      "rejected rows than\n"
      "max_rejects allows, 5 commit not complete (etl recover), 130/143 interrupted.");
  run->final_callback([&verb] { verb = RunCommand; });
}

}  // namespace etl::cli
