// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/finding.h"
#include "config/pipeline_config.h"

namespace etl::plan {

// Of a step whose plugin is not known, so that its options cannot be checked: keys that were
// probably meant to be `use` or `connection`, which would tell the plugin.
void CheckSpelling(const config::Step& step, config::Findings& findings);

// The same for the `url` of a connection without one.
void CheckSpelling(const config::Node& connection, const std::string& path,
                   config::Findings& findings);

}  // namespace etl::plan
