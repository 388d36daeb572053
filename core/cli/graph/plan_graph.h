// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/graph/graph.h"
#include "config/secrets.h"
#include "plan/pipeline_plan.h"

namespace etl::cli {

// A plan as a picture before the run: what each step is and gives; on the edges the columns, and
// what is done to the rows on their way. One node for each step, by index; secrets are masked.
Graph GraphOf(const plan::PipelinePlan& plan, const config::Secrets& secrets);

}  // namespace etl::cli
