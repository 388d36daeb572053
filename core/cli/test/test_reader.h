// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "cli/test/test_case.h"
#include "config/finding.h"

namespace etl::cli {

// Reads a list of tests that stands in `file`, which is of `pipeline`. Paths in it start in the
// folder of the file. A test with a mistake is reported and left out.
std::vector<TestCase> ReadTests(const config::Node& tests, const std::filesystem::path& file,
                                const std::filesystem::path& pipeline, config::Findings& findings);

// Reads a *.test.yaml, with the pipeline that it names: or else the one that it is named after.
std::vector<TestCase> ReadTestFile(const config::Node& root, const std::filesystem::path& file,
                                   config::Findings& findings);

// The pipeline of a *.test.yaml.
std::filesystem::path PipelineOfTestFile(const config::Node& root,
                                         const std::filesystem::path& file);

}  // namespace etl::cli
