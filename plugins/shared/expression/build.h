// SPDX-License-Identifier: Apache-2.0
// Putting bound nodes together: types brought into line, constants computed once. All throw
// SyntaxError.
#pragma once

#include <string>

#include "plugins/shared/expression/node.h"

namespace etl::expression {

[[noreturn]] void Complain(const Place& place, const std::string& message, std::string hint = {});

// The node, or the constant that it comes to. A constant that cannot be computed stays as it is and
// fails in the row that needs it, if one does.
NodePtr Fold(NodePtr node);

// Brings a node to a type that CommonType has found for it.
NodePtr Coerce(NodePtr node, DataType to);

NodePtr MakeConstantNode(Vector value, Place place, Literal literal = Literal::kNone);
NodePtr MakeFunction(Shape shape, Place place, Nodes args, Kernel kernel);

// What `who` ("lower", "`and`") needs of an operand; the null literal is a null of that type.
NodePtr NeedBool(NodePtr node, const std::string& who);
NodePtr NeedText(NodePtr node, const std::string& who);
NodePtr NeedInteger(NodePtr node, const std::string& who);  // as bigint
NodePtr NeedNumber(NodePtr node, const std::string& who);   // an int as bigint

// "int and text"
std::string NamesOf(const std::vector<const Node*>& nodes);

}  // namespace etl::expression
