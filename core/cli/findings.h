// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/session.h"
#include "config/finding.h"
#include "config/pipeline_config.h"

namespace etl::cli {

// Prints all findings on standard error, one line each, and how many there are.
void PrintFindings(Session& session, const config::Findings& findings);

// {"ok": false, "error": {...the first...}, "findings": [...]}
std::string FindingsJson(const std::string& pipeline, const config::Findings& findings);

// Adds what the plugins have to say of a file that was not read without errors, so that all
// findings come at once.
void AddPlanFindings(Session& session, config::LoadResult& loaded);

// Reports findings that end a command, in the way that was asked for. `config` tells what to set
// when parameters are missing. Returns exit code 2.
int FailWithFindings(Session& session, const config::PipelineConfig& config,
                     const config::Findings& findings);

}  // namespace etl::cli
