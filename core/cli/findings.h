// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "config/finding.h"
#include "config/pipeline_config.h"
#include "plan/world_check.h"

namespace etl::cli {

// Prints all findings on standard error, one line each, and how many there are.
void PrintFindings(Session& session, const config::Findings& findings);

// 0; 3 if all that is wrong is the world; else 2: the file needs a change whatever the world does.
int ExitCodeOf(const config::Findings& findings);

// {"ok": false, "error": {...the first...}, "findings": [...]}; with `checks`, of `validate
// --connect`, what was held against the world.
std::string FindingsJson(const std::string& pipeline, const config::Findings& findings,
                         const std::vector<plan::StepCheck>* checks = nullptr);

// Adds what the plugins have to say of a file that was not read without errors, so that all
// findings come at once.
void AddPlanFindings(Session& session, config::LoadResult& loaded);

// Reports findings that end a command, in the way that was asked for. `config` tells what to set
// when parameters are missing. Returns the exit code, 2 or 3.
int FailWithFindings(Session& session, const config::PipelineConfig& config,
                     const config::Findings& findings,
                     const std::vector<plan::StepCheck>* checks = nullptr);

}  // namespace etl::cli
