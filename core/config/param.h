// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/finding.h"
#include "config/node.h"
#include "config/param_type.h"

namespace etl::config {

/// A parameter as `params:` declares it. Without a default it must be set by whoever runs the
/// pipeline.
struct Param {
  std::string name;
  ParamType type = ParamType::kString;
  std::optional<Node>
      default_value;  // not substituted: it is evaluated where the parameter is used
  bool sensitive = false;
  std::vector<std::string> values;  // canonical texts; empty allows all
  std::string help;
  Mark mark;
};

/// The value of a parameter in this run. The text of a sensitive one must never be printed.
struct ParamValue {
  ParamType type = ParamType::kString;
  std::string text;  // canonical: ints normalised, dates YYYY-MM-DD, bools true or false
  std::vector<std::string> list;
  bool sensitive = false;
  std::string origin;  // "default", "dataset FILE", "environment ETL_PARAM_X" or "-p"
};

/// The canonical text of one value of a type other than list, or nothing if it is not of that type.
std::optional<std::string> Canonical(ParamType type, std::string_view text);

/// Reads the mapping `params:`.
std::vector<Param> ReadParams(const Node& params, Findings& findings);

/// "ETL_PARAM_DB_URL" for db_url.
std::string ParamVariable(std::string_view name);

}  // namespace etl::config
