// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/shared/expression/node.h"

namespace etl::expression {

// `left op right`, op one of + - * / %. Integers give bigint (two ubigint: ubigint), decimals are
// exact, a double on either side makes it double; dates and times as in PostgreSQL. Overflow and
// division by zero are DataErrors. Throws SyntaxError for other types.
NodePtr BindArithmetic(const std::string& op, NodePtr left, NodePtr right, const Place& place);

NodePtr BindNegate(NodePtr arg, const Place& place);

}  // namespace etl::expression
