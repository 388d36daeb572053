// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "etl/record_batch.h"
#include "plan/failure.h"
#include "plugin/registry.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

struct PreviewRequest {
  const config::PipelineConfig* config = nullptr;  // as ForPreview made it
  std::string step;
  std::int64_t limit = 10;  // rows
  plugin::Registry* registry = nullptr;
  config::Secrets* secrets = nullptr;
  std::int64_t memory = 64 << 20;  // bytes
  int threads = 0;                 // as for a run
  SpillDirectory spill;
  std::function<void(etl_log_level, std::string_view step, std::string_view message)> log;
};

struct PreviewResult {
  Schema schema;
  std::vector<RecordBatch> batches;  // no more rows than the limit, together
  std::int64_t rows = 0;
  config::Findings findings;  // of the plan; with errors nothing was run
  std::optional<plan::StepFailure> failure;
  int signal = 0;     // that ended it early
  bool hung = false;  // as of a run: end the process with _exit
};

// The step that a preview shows: `name`, or of a sink the step that it reads; without a name the
// step that feeds the first sink. "lines.rejects" are the rows that `lines` rejects. Throws
// ConfigError when there is no such step.
std::string StepToPreview(const config::PipelineConfig& config, const std::string& name);

// The pipeline as a preview of `step` runs it: that step and those that it needs, without sinks and
// assertions.
config::PipelineConfig ForPreview(const config::PipelineConfig& config, const std::string& step);

// Those of the findings that concern such a pipeline: what is wrong elsewhere does not matter.
config::Findings FindingsForPreview(const config::PipelineConfig& config,
                                    const config::PipelineConfig& preview,
                                    const config::Findings& findings);

// Runs these steps until the first rows are there, then stops reading. Opens no sink, and keeps
// neither lock nor journal. Takes SIGINT and SIGTERM. Everything that goes wrong is in the result.
PreviewResult RunPreview(const PreviewRequest& request);

}  // namespace etl::runtime
