// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/secrets.h"
#include "plan/pipeline_plan.h"

namespace etl::cli {

// The plan as one page: its picture, then what `etl explain` tells of each step. Secrets are
// masked.
std::string ExplainPage(const plan::PipelinePlan& plan, const config::Secrets& secrets);

}  // namespace etl::cli
