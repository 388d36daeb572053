// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "etl/context.h"
#include "plugins/shared/expression/ast.h"
#include "plugins/shared/expression/node.h"

namespace etl::expression {

// Gives every node of a syntax tree its type: columns by a schema, parameters by the host. Throws
// SyntaxError, and InputFailed for a parameter that there is not (the host has said so).
class Binder {
 public:
  Binder(const Schema& schema, const Context& context, const etl_node* option, std::string result)
      : schema_(schema), context_(context), option_(option), result_(std::move(result)) {}

  NodePtr Bind(const Syntax& syntax) const;

 private:
  Place PlaceOf(const Syntax& syntax) const { return {option_, syntax.at, result_}; }
  Nodes BindAll(const Syntax& syntax) const;
  NodePtr BindColumn(const Syntax& syntax) const;
  NodePtr BindNegation(const Syntax& syntax) const;
  NodePtr BindBinary(const Syntax& syntax) const;
  NodePtr BindCompare(const Syntax& syntax) const;
  NodePtr BindLogic(const Syntax& syntax) const;
  NodePtr BindIs(const Syntax& syntax) const;
  Nodes BindList(const Syntax& parameter) const;
  NodePtr BindIn(const Syntax& syntax) const;
  NodePtr BindBetween(const Syntax& syntax) const;
  NodePtr BindCase(const Syntax& syntax) const;
  NodePtr BindCast(const Syntax& syntax) const;
  NodePtr Negated(NodePtr node, bool negated, const Place& place) const;

  const Schema& schema_;
  const Context& context_;
  const etl_node* option_;
  std::string result_;  // the column that the expression makes
};

}  // namespace etl::expression
