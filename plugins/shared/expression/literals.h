// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "etl/plan.h"
#include "plugins/shared/expression/ast.h"
#include "plugins/shared/expression/node.h"

namespace etl::expression {

// Constants as they are written; throw SyntaxError. A whole number is an int or, if it does not
// fit, a bigint or a decimal; 1.50 is a decimal(3,2), 1e3 a double.
NodePtr NumberLiteral(const std::string& text, bool negative, const Place& place);
NodePtr TypedLiteral(const std::string& type, const std::string& text, const Place& place);

// A parameter's value, with the type that the pipeline declares.
NodePtr ParameterConstant(const Value& value, const Place& place);

}  // namespace etl::expression
