// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/graph/graph.h"
#include "cli/session.h"
#include "config/pipeline_config.h"
#include "runtime/report.h"

namespace etl::cli {

// Whether the report that was asked for is a page.
bool IsPage(const Session& session);

// Before the run: throws EnvironmentError unless the file of `--report` can be written, ConfigError
// if its name promises what a report is not. Makes its folders.
void PrepareReport(const Session& session, const std::string& run_id);

// Keeps the report in the file of `--report`, if there is one: a page if its name ends in .html,
// text if in .txt, else JSON. False after saying why that failed. `plan` may be empty.
bool KeepReport(Session& session, const config::PipelineConfig& config,
                const runtime::RunReport& report, const Graph& plan);

}  // namespace etl::cli
