// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "etl/record_batch.h"
#include "plan/failure.h"
#include "plan/resolve.h"
#include "plugin/registry.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

struct TrialRequest {
  const config::PipelineConfig* config = nullptr;
  plan::StandIns stand_ins;          // sources and transforms; sinks have theirs
  std::vector<std::string> watched;  // steps whose rows are kept: of a sink those that it is given
  std::int64_t kept_rows = 100'000;  // of each; the others are counted
  plugin::Registry* registry = nullptr;
  config::Secrets* secrets = nullptr;
  std::int64_t memory = 64 << 20;  // bytes
  int threads = 0;                 // as for a run
  std::function<void(etl_log_level, std::string_view step, std::string_view message)> log;
};

// What came out of a step.
struct TrialRows {
  Schema schema;
  std::vector<RecordBatch> batches;  // the first `kept_rows`
  std::int64_t rows = 0;             // all
};

struct TrialResult {
  std::map<std::string, TrialRows, std::less<>> steps;  // those watched; after a failure some rows
  config::Findings findings;                            // of the plan; with errors nothing was run
  std::optional<plan::StepFailure> failure;
  std::vector<plan::StepFailure> excess;  // steps that rejected more rows than they may
  int signal = 0;                         // that ended it early
  bool hung = false;                      // as of a run: end the process with _exit
};

// Runs a pipeline as `etl run` does, assertions included, but opens no sink, publishes nothing, and
// keeps neither lock nor journal. Takes SIGINT and SIGTERM. Everything that goes wrong is in the
// result.
TrialResult RunTrial(TrialRequest request);

}  // namespace etl::runtime
