// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/test/diff_table.h"
#include "cli/test/given_rows.h"
#include "cli/test/test_case.h"

namespace etl::cli {

// One way in which a test fails.
struct TestFailure {
  std::string step;     // whose rows are not those expected; empty: it is about the run
  config::Mark mark;    // of the expectation
  std::string message;  // a line
  std::string detail;   // further lines: the rows that differ, or findings
  ComparedRows rows;    // with `differences`, for programs
  std::vector<RowDifference> differences;
};

struct TestResult {
  std::vector<TestFailure> failures;  // none: it passed
  double seconds = 0;
  bool broken = false;  // the test itself is wrong: its findings have been told
  int signal = 0;       // that ended it early
  bool hung = false;    // a thread is still in a plugin
};

// Runs one test. What is wrong with the test, not with the pipeline, goes to `findings`.
TestResult RunTest(const TestCase& test, const TestTools& tools, config::Findings& findings);

}  // namespace etl::cli
