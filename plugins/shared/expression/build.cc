// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/build.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "etl/value_text.h"
#include "plugins/shared/expression/syntax_error.h"
#include "plugins/shared/expression/type_rules.h"
#include "plugins/shared/expression/utf8.h"

namespace etl::expression {
namespace {

const ConstantNode* AsConstant(const Node& node) {
  return dynamic_cast<const ConstantNode*>(&node);
}

std::string FormHint(DataType type) {
  switch (type.id) {
    case TypeId::kDate32:
      return "a date is written 'YYYY-MM-DD'";
    case TypeId::kTimestamp:
      return "a timestamp is written 'YYYY-MM-DD HH:MM:SS'";
    case TypeId::kTimestampUtc:
      return "a timestamptz is written 'YYYY-MM-DD HH:MM:SSZ' or with +HH:MM";
    default:
      return {};
  }
}

NodePtr Need(NodePtr node, DataType type, const std::string& what, const std::string& who) {
  if (node->type().id == type.id) return node;
  const ConstantNode* constant = AsConstant(*node);
  if (node->type().id == TypeId::kNull || (constant && constant->literal() == Literal::kText))
    return Coerce(std::move(node), type);
  const std::string hint = type.id == TypeId::kUtf8 ? "cast(x as string) makes a text of it" : "";
  Complain(node->place(), Format("{} takes {}, not {}", who, what, ToString(node->type())), hint);
}

}  // namespace

void Complain(const Place& place, const std::string& message, std::string hint) {
  throw SyntaxError(place.at, message, std::move(hint));
}

NodePtr MakeConstantNode(Vector value, Place place, Literal literal) {
  Shape shape{value.type(), value.IsNull(0)};
  if (value.type().id == TypeId::kUtf8 && !value.IsNull(0))
    shape.max_chars = static_cast<int>(utf8::Length(value.values<std::string_view>()[0]));
  return std::make_unique<ConstantNode>(std::move(shape), std::move(place), std::move(value),
                                        literal);
}

NodePtr Fold(NodePtr node) {
  const std::vector<const Node*> operands = node->operands();
  const auto constant = [](const Node* operand) { return AsConstant(*operand) != nullptr; };
  if (operands.empty() || !std::all_of(operands.begin(), operands.end(), constant)) return node;
  try {
    Rows one;
    one.count = 1;
    Vector value = node->Evaluate(one);
    value.set_constant();
    Shape shape = node->shape();
    if (shape.max_chars > 0 && !value.IsNull(0)) {  // upper('ß') is longer than 'ß'
      const auto text = value.values<std::string_view>()[0];
      shape.max_chars = std::max(shape.max_chars, static_cast<int>(utf8::Length(text)));
    }
    return std::make_unique<ConstantNode>(std::move(shape), node->place(), std::move(value));
  } catch (const DataError&) {
    return node;
  }
}

NodePtr Coerce(NodePtr node, DataType to) {
  if (node->type() == to) return node;
  const ConstantNode* constant = AsConstant(*node);
  if (constant && constant->is_null()) return MakeConstantNode(NullConstant(to), node->place());
  const bool text = constant && constant->literal() == Literal::kText;
  Shape shape{to, node->shape().nullable};
  Place place = node->place();
  NodePtr cast = Fold(std::make_unique<CastNode>(shape, place, std::move(node), CastKind::kAdded));
  if (text && !AsConstant(*cast)) {
    const auto* failed = static_cast<const CastNode*>(cast.get());
    const Vector value = failed->arg().Evaluate({});
    Complain(
        place,
        Format("cannot read as {}: {}", ToString(to), Quoted(value.values<std::string_view>()[0])),
        FormHint(to));
  }
  return cast;
}

NodePtr MakeFunction(Shape shape, Place place, Nodes args, Kernel kernel) {
  return Fold(std::make_unique<FunctionNode>(std::move(shape), std::move(place), std::move(args),
                                             std::move(kernel)));
}

NodePtr NeedBool(NodePtr node, const std::string& who) {
  return Need(std::move(node), Bool(), "a condition (bool)", who);
}

NodePtr NeedText(NodePtr node, const std::string& who) {
  return Need(std::move(node), Utf8(), "text", who);
}

NodePtr NeedInteger(NodePtr node, const std::string& who) {
  if (IsInteger(node->type())) return Coerce(std::move(node), Int64());
  return Need(std::move(node), Int64(), "a whole number", who);
}

NodePtr NeedNumber(NodePtr arg, const std::string& who) {
  const ConstantNode* constant = AsConstant(*arg);
  if (arg->type().id == TypeId::kNull) return Coerce(std::move(arg), Int64());
  if (constant && constant->literal() == Literal::kText) return Coerce(std::move(arg), Float64());
  if (!IsNumeric(arg->type()))
    Complain(arg->place(), Format("{} takes a number, not {}", who, ToString(arg->type())),
             arg->type().id == TypeId::kUtf8 ? "cast(x as double) reads a number" : "");
  if (arg->type().id == TypeId::kInt32) return Coerce(std::move(arg), Int64());
  return arg;
}

std::string NamesOf(const std::vector<const Node*>& nodes) {
  std::vector<std::string> names;
  for (const Node* node : nodes) {
    std::string name = ToString(node->type());
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return out;
}

}  // namespace etl::expression
