// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/node.h"
#include "config/overlay.h"
#include "config/parameters.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"

namespace etl::config {

inline const std::array<std::string, 3> kSections{"sources", "transforms", "sinks"};

/// use, from, connection, assert, on_error and max_rejects: the keys of a step that are not options
/// of its plugin.
bool IsReservedKey(std::string_view key);

/// What others lay over the steps of a file.
struct StepsOver {
  const Overlay& datasets;
  const std::set<std::string>& stand_ins;  // see LoadRequest
};

/// Reads the steps of one section with what datasets lay over them, and substitutes. What a step
/// refers to is not looked at: see CheckGraph. Clears `complete` where a step had to be left out.
std::vector<Step> ReadSteps(const std::string& section, const Node& steps, const StepsOver& over,
                            Parameters& parameters, bool& complete, Findings& findings);

}  // namespace etl::config
