// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/finding.h"
#include "config/node.h"
#include "etl/order.h"

namespace etl::plan {

// `order: [lastname, created desc, score desc nulls last]`, as a pipeline declares a source's
// order.
Order ReadOrder(const config::Node& node, const std::string& path, config::Findings& findings);

// Where `column` is named in such an order; nowhere: the order's own place.
config::Mark MarkOfKey(const config::Node& order, const std::string& column);

// How many keys at the start of `wanted` a stream ordered by `have` is ordered by.
std::size_t CommonPrefix(const Order& have, const Order& wanted);

}  // namespace etl::plan
