// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/mark.h"
#include "config/node.h"

namespace etl::cli {

// What a test gives in place of what a step would read.
struct Given {
  enum class From {
    kRows,       // in the test itself
    kFile,       // a CSV or JSON file
    kRecording,  // of `etl run --record`
    kLocal,      // nothing: the step reads what the pipeline says, which must be on this machine
  };

  std::string step;
  config::Mark mark;
  From from = From::kRows;
  config::Node rows;  // kRows: a list of mappings
  std::filesystem::path path;
  config::Node schema;  // a mapping, for a step that declares none; null if not there
};

// What should come out of a step.
struct Expectation {
  std::string step;
  config::Mark mark;
  std::optional<config::Node> rows;  // a list of mappings
  std::optional<std::filesystem::path> file;
  std::optional<std::int64_t> count;
  std::vector<config::Node> columns;  // scalars; empty: all
  bool unordered = false;
};

// How the run should fail. What is empty is not looked at.
struct ExpectedError {
  config::Mark mark;
  std::string code, message, step;
};

// One entry of `tests:`, as the file has it.
struct TestCase {
  std::string name;
  config::Mark mark;
  std::filesystem::path pipeline;
  std::vector<std::filesystem::path> datasets;
  std::vector<config::Node::Entry> params;
  std::map<std::string, std::string> env;
  std::string run_date = "2000-01-01";
  std::optional<std::filesystem::path> recording;
  std::vector<Given> given;
  std::vector<Expectation> expect;
  std::optional<ExpectedError> error;
};

}  // namespace etl::cli
