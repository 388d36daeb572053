// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "etl/abi.h"
#include "plan/pipeline_plan.h"
#include "plan/resolve.h"
#include "plan/step_host.h"
#include "plugin/registry.h"
#include "runtime/report.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

class Recorder;

struct RunRequest {
  const config::PipelineConfig* config = nullptr;
  plugin::Registry* registry = nullptr;
  config::Secrets* secrets = nullptr;
  std::int64_t memory = 64 << 20;  // bytes
  int threads = 0;                 // that may share the work of one source; 0: as many as cores
  std::filesystem::path state = ".etl";  // lock and journal
  SpillDirectory spill;
  std::string run_id;         // a new one if empty
  bool dry_run = false;       // everything but the commit
  bool full_refresh = false;  // incremental sources are read as if for the first time
  bool profile = false;       // the report tells what each step sent and how long it took
  std::function<void(etl_log_level, std::string_view step, std::string_view message)> log;
  // Called once when it is known what will be done, before rows move.
  std::function<void(const plan::PipelinePlan& plan)> planned;
  const plan::StandIns* stand_ins = nullptr;  // of a run from a recording
  std::string replayed_from;                  // its folder
  Recorder* recorder = nullptr;               // of a run that is recorded
  bool history = false;                       // the report tells how the run went
  // Called about ten times a second while rows move, on the caller's thread.
  std::function<void(const RunReport& so_far)> progress;
};

struct RunResult {
  RunReport report;
  config::Findings findings;  // of the plan; with errors nothing was run, and the exit code is 2
  // A step did not stop when it was told to and its thread is still there: report, then end the
  // process with _exit.
  bool hung = false;
};

// Runs a pipeline: lock → finish or undo what a dead run left → plan → move the rows → commit.
// Takes SIGINT and SIGTERM while it runs. Everything that goes wrong is in the result; nothing is
// thrown.
RunResult RunPipeline(const RunRequest& request);

}  // namespace etl::runtime
