// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/test/test_runner.h"
#include "runtime/trial.h"

namespace etl::cli {

// Whether the trial ended as the test expects; the differences are added to `result`. What is wrong
// with an expectation becomes findings. Throws StepFailure: a file cannot be read.
void Judge(const TestCase& test, const runtime::TrialResult& trial, const TestTools& tools,
           TestResult& result, config::Findings& findings);

// The same for a pipeline that cannot be run, for these reasons.
void JudgeFindings(const TestCase& test, const config::Findings& pipeline, const TestTools& tools,
                   TestResult& result);

}  // namespace etl::cli
