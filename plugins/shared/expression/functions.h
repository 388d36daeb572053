// SPDX-License-Identifier: Apache-2.0
// The functions that an expression may call.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "plugins/shared/expression/node.h"

namespace etl::expression {

struct Function {
  std::string_view name;
  std::size_t min_args, max_args;
  std::string_view usage;                           // "substr(text, start[, length])"
  NodePtr (*bind)(Nodes args, const Place& place);  // throws SyntaxError
};

inline constexpr std::size_t kAnyCount = 1000;

std::span<const Function> TextFunctions();
std::span<const Function> NumberFunctions();
std::span<const Function> DateFunctions();
std::span<const Function> DatePartFunctions();
std::span<const Function> TextPartFunctions();
std::span<const Function> PatternFunctions();
std::span<const Function> RoundingFunctions();
std::span<const Function> ConditionalFunctions();
std::span<const Function> ExtremeFunctions();

// Throws SyntaxError for an unknown name (with the nearest one) or a wrong number of arguments.
NodePtr BindCall(const std::string& name, Nodes args, const Place& place);

// Text of every part one after the other; null if a part is. For ||.
NodePtr BindJoin(NodePtr left, NodePtr right, const Place& place);

}  // namespace etl::expression
