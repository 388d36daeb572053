// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/test/test_runner.h"
#include "config/finding.h"

namespace etl::cli {

// What came of the tests of one file, in its order.
struct TestFileReport {
  struct Entry {
    const TestCase* test = nullptr;
    TestResult result;

    bool passed() const { return !result.broken && result.failures.empty(); }
  };
  std::filesystem::path file;
  std::vector<Entry> tests;
};

struct TestTotals {
  int passed = 0, failed = 0, broken = 0;
  double seconds = 0;
};
TestTotals CountTests(const std::vector<TestFileReport>& files);

// What is wrong, a few lines for each failure, indented.
std::string FailureText(const TestFailure& failure);

// {"ok", "passed", "failed", "tests": [...], "findings": [...]}, with a line break.
std::string TestsJson(const std::vector<TestFileReport>& files, const config::Findings& findings);

// The same as JUnit's XML, which CI systems read: a test suite for each file.
std::string TestsJUnit(const std::vector<TestFileReport>& files);

}  // namespace etl::cli
