// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "etl/plan.h"
#include "plugins/shared/expression/node.h"

namespace etl::expression {

// See BoundExpression::PushableConjuncts. A column's node names it in its place.
std::vector<Predicate> PushableConjuncts(const Node& condition);

}  // namespace etl::expression
