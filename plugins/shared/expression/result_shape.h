// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plugins/shared/expression/node.h"

namespace etl::expression {

// What is known of a value that is one of these: null if one may be, as long as the longest.
Shape ResultShape(DataType type, const std::vector<const Node*>& results);

}  // namespace etl::expression
