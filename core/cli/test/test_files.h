// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/test/test_case.h"
#include "config/finding.h"

namespace etl::cli {

// The tests of one file: a pipeline with a `tests:`, or a *.test.yaml.
struct TestFile {
  std::filesystem::path file;
  std::vector<TestCase> tests;
};

// The tests of these files and folders, each file once, in the order of the arguments and by name
// within a folder, which is searched in depth but for hidden folders. A pipeline comes with the
// *.test.yaml files beside it that are about it. Throws ConfigError where there is no such file.
std::vector<TestFile> FindTests(const std::vector<std::filesystem::path>& arguments,
                                config::Findings& findings);

}  // namespace etl::cli
