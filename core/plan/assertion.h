// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/finding.h"
#include "config/pipeline_config.h"

namespace etl::plan {

// What a step's `assert:` demands of its output. A run in which one fails publishes nothing.
struct Assertion {
  enum class Kind { kMetric, kUnique, kNotNull, kExists };

  Kind kind = Kind::kMetric;
  std::string metric;  // kMetric: "rows", "unmatched_left", "queries", ...
  std::optional<std::int64_t> min, max;
  std::vector<std::string> columns;  // kUnique: together; kNotNull: each; kExists: one
  config::Mark mark;
  std::string value = {};  // kExists: that a row must have, as it is printed
};

// Reads `assert:` of a step:
//   rows: {min: 1, max: 1000}    the same for pairs, unmatched_left, unmatched_right,
//   largest_group, queries, requests, retries, rejects
//   unique: [id]    not_null: [id, name]    exists: {name: Rex}
std::vector<Assertion> ReadAssertions(const config::Step& step, config::Findings& findings);

}  // namespace etl::plan
