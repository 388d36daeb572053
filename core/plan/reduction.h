// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/pipeline_plan.h"

namespace etl::plan {

// Decides where rows are dropped before they are sorted, because a join will find no partner for
// them (a semi-join reduction): by the keys of an input that is collected as a whole anyway, as it
// is sorted. An input that could have been read meanwhile has to wait for that, so it is done where
// that costs nothing: the waiting input is not sorted as a whole, or both are files that all
// threads read together.
void PlanReductions(PipelinePlan& plan);

}  // namespace etl::plan
