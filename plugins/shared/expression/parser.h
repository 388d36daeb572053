// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "plugins/shared/expression/ast.h"

namespace etl::expression {

// The tree of an expression's text. Throws SyntaxError.
SyntaxPtr Parse(std::string_view text);

}  // namespace etl::expression
