// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/binder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "plugins/shared/expression/arithmetic.h"
#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/cast.h"
#include "plugins/shared/expression/column_name.h"
#include "plugins/shared/expression/conditional.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/like.h"
#include "plugins/shared/expression/literals.h"
#include "plugins/shared/expression/logic.h"
#include "plugins/shared/expression/result_shape.h"
#include "plugins/shared/expression/syntax_error.h"
#include "plugins/shared/expression/type_rules.h"

namespace etl::expression {
namespace {

etl_predicate_op OpOf(const std::string& symbol) {
  if (symbol == "=") return ETL_OP_EQ;
  if (symbol == "<>") return ETL_OP_NE;
  if (symbol == "<") return ETL_OP_LT;
  if (symbol == "<=") return ETL_OP_LE;
  return symbol == ">" ? ETL_OP_GT : ETL_OP_GE;
}

// All of them in the one type that they are compared in.
void Unify(Nodes& nodes, const Place& place) {
  const auto common = CommonType(PointersTo(nodes));
  if (!common)
    Complain(place, Format("cannot compare {}", NamesOf(PointersTo(nodes))),
             "cast one side, e.g. cast(x as " + ToString(nodes[0]->type()) + ")");
  for (NodePtr& node : nodes) node = Coerce(std::move(node), *common);
}

NodePtr Bare(const Syntax& syntax, Vector value, Place place) {
  return MakeConstantNode(std::move(value), std::move(place),
                          syntax.kind == SyntaxKind::kText ? Literal::kText : Literal::kNone);
}

}  // namespace

NodePtr Binder::Bind(const Syntax& syntax) const {
  const Place place = PlaceOf(syntax);
  switch (syntax.kind) {
    case SyntaxKind::kNull:
      return Bare(syntax, NullConstant(Null()), place);
    case SyntaxKind::kTrue:
    case SyntaxKind::kFalse:
      return Bare(syntax, MakeConstant<std::uint8_t>(Bool(), syntax.kind == SyntaxKind::kTrue),
                  place);
    case SyntaxKind::kText:
      return Bare(syntax, TextConstant(syntax.text), place);
    case SyntaxKind::kNumber:
      return NumberLiteral(syntax.text, false, place);
    case SyntaxKind::kTypedLiteral:
      return TypedLiteral(syntax.name, syntax.text, place);
    case SyntaxKind::kParameter:
      return ParameterConstant(context_.Param(syntax.name), place);
    case SyntaxKind::kColumn:
      return BindColumn(syntax);
    case SyntaxKind::kNegate:
    case SyntaxKind::kPlus:
      return BindNegation(syntax);
    case SyntaxKind::kBinary:
      return BindBinary(syntax);
    case SyntaxKind::kCompare:
      return BindCompare(syntax);
    case SyntaxKind::kAnd:
    case SyntaxKind::kOr:
      return BindLogic(syntax);
    case SyntaxKind::kNot:
      return Negated(NeedBool(Bind(*syntax.args[0]), "`not`"), true, place);
    case SyntaxKind::kIs:
      return BindIs(syntax);
    case SyntaxKind::kIn:
      return BindIn(syntax);
    case SyntaxKind::kBetween:
      return BindBetween(syntax);
    case SyntaxKind::kLike:
      return Negated(
          BindLike(syntax.name, Bind(*syntax.args[0]), Bind(*syntax.args[1]), syntax.text, place),
          syntax.negated, place);
    case SyntaxKind::kCase:
      return BindCase(syntax);
    case SyntaxKind::kCast:
      return BindCast(syntax);
    case SyntaxKind::kCall:
      return BindCall(syntax.name, BindAll(syntax), place);
  }
  return nullptr;
}

Nodes Binder::BindAll(const Syntax& syntax) const {
  Nodes nodes;
  for (const SyntaxPtr& arg : syntax.args) nodes.push_back(Bind(*arg));
  return nodes;
}

NodePtr Binder::BindColumn(const Syntax& syntax) const {
  const int index = ResolveColumn(schema_, syntax.name, syntax.at, !syntax.text.empty());
  const Field& field = schema_[index];
  Place place = PlaceOf(syntax);
  place.column = field.name;
  Shape shape{field.type, field.nullable, field.max_chars, field.sql_type};
  return std::make_unique<ColumnNode>(std::move(shape), std::move(place), index);
}

NodePtr Binder::BindNegation(const Syntax& syntax) const {
  const Syntax& arg = *syntax.args[0];
  const bool minus = syntax.kind == SyntaxKind::kNegate;
  // -9223372036854775808 is a number; its positive part alone is none.
  if (arg.kind == SyntaxKind::kNumber) return NumberLiteral(arg.text, minus, PlaceOf(syntax));
  NodePtr bound = Bind(arg);
  if (minus) return BindNegate(std::move(bound), PlaceOf(syntax));
  if (!IsNumeric(bound->type()) && bound->type().id != TypeId::kNull)
    Complain(PlaceOf(syntax), Format("`+` takes a number, not {}", ToString(bound->type())));
  return bound;
}

NodePtr Binder::BindBinary(const Syntax& syntax) const {
  NodePtr left = Bind(*syntax.args[0]), right = Bind(*syntax.args[1]);
  if (syntax.name == "||") return BindJoin(std::move(left), std::move(right), PlaceOf(syntax));
  return BindArithmetic(syntax.name, std::move(left), std::move(right), PlaceOf(syntax));
}

NodePtr Binder::BindCompare(const Syntax& syntax) const {
  Nodes args = BindAll(syntax);
  Unify(args, PlaceOf(syntax));
  const Shape shape{Bool(), AnyNullable(args)};
  return Fold(std::make_unique<CompareNode>(shape, PlaceOf(syntax), OpOf(syntax.name),
                                            std::move(args[0]), std::move(args[1])));
}

NodePtr Binder::BindLogic(const Syntax& syntax) const {
  const bool is_and = syntax.kind == SyntaxKind::kAnd;
  Nodes args = BindAll(syntax);
  for (NodePtr& arg : args) arg = NeedBool(std::move(arg), is_and ? "`and`" : "`or`");
  const Shape shape{Bool(), AnyNullable(args)};
  return Fold(std::make_unique<LogicNode>(shape, PlaceOf(syntax), is_and, std::move(args)));
}

NodePtr Binder::BindIs(const Syntax& syntax) const {
  NodePtr arg = Bind(*syntax.args[0]);
  IsTest test = IsTest::kNull;
  if (syntax.name != "null") {
    test = syntax.name == "true" ? IsTest::kTrue : IsTest::kFalse;
    arg = NeedBool(std::move(arg), "`is " + syntax.name + "`");
  }
  return Fold(std::make_unique<IsNode>(Shape{Bool(), false}, PlaceOf(syntax), std::move(arg), test,
                                       syntax.negated));
}

// The values of a list are texts, and read as what they are compared with, as literals are.
Nodes Binder::BindList(const Syntax& parameter) const {
  const std::string& name = parameter.name;
  Nodes nodes;
  const std::int64_t size = context_.Param(name + "[]").integer;
  for (std::int64_t i = 0; i < size; ++i)
    nodes.push_back(
        MakeConstantNode(TextConstant(context_.Param(name + "[" + std::to_string(i) + "]").text),
                         PlaceOf(parameter), Literal::kText));
  return nodes;
}

NodePtr Binder::BindIn(const Syntax& syntax) const {
  Nodes args;
  args.push_back(Bind(*syntax.args[0]));
  if (syntax.of_list)
    std::ranges::move(BindList(*syntax.args[1]), std::back_inserter(args));
  else
    for (std::size_t i = 1; i < syntax.args.size(); ++i) args.push_back(Bind(*syntax.args[i]));
  if (args.size() == 1)  // nothing is in an empty list
    return MakeConstantNode(MakeConstant<std::uint8_t>(Bool(), syntax.negated), PlaceOf(syntax));
  Unify(args, PlaceOf(syntax));
  const Shape shape{Bool(), AnyNullable(args)};
  return Fold(std::make_unique<InNode>(shape, PlaceOf(syntax), std::move(args), syntax.negated));
}

NodePtr Binder::BindBetween(const Syntax& syntax) const {
  Nodes args = BindAll(syntax);
  Unify(args, PlaceOf(syntax));
  const Shape shape{Bool(), AnyNullable(args)};
  return Fold(
      std::make_unique<BetweenNode>(shape, PlaceOf(syntax), std::move(args), syntax.negated));
}

NodePtr Binder::BindCase(const Syntax& syntax) const {
  Nodes nodes = BindAll(syntax);
  Nodes whens, thens;  // the operand before the whens, the else behind the thens
  std::size_t i = 0;
  if (syntax.has_operand) whens.push_back(std::move(nodes[i++]));
  for (; i + 1 < nodes.size(); i += 2) {
    whens.push_back(std::move(nodes[i]));
    thens.push_back(std::move(nodes[i + 1]));
  }
  if (syntax.has_else) thens.push_back(std::move(nodes.back()));
  if (syntax.has_operand)
    Unify(whens, PlaceOf(syntax));
  else
    for (NodePtr& when : whens) when = NeedBool(std::move(when), "`when`");
  const auto common = CommonType(PointersTo(thens));
  if (!common)
    Complain(PlaceOf(syntax),
             Format("the results of case have different types: {}", NamesOf(PointersTo(thens))),
             "cast them to one type");
  for (NodePtr& then : thens) then = Coerce(std::move(then), *common);
  Shape shape = ResultShape(*common, PointersTo(thens));
  if (!syntax.has_else) shape.nullable = true;
  NodePtr operand, otherwise;
  if (syntax.has_else) otherwise = std::move(thens.back()), thens.pop_back();
  if (syntax.has_operand) operand = std::move(whens.front()), whens.erase(whens.begin());
  std::vector<Branch> branches;
  for (std::size_t k = 0; k < whens.size(); ++k)
    branches.push_back({std::move(whens[k]), std::move(thens[k])});
  return Fold(std::make_unique<CaseNode>(std::move(shape), PlaceOf(syntax), std::move(operand),
                                         std::move(branches), std::move(otherwise)));
}

NodePtr Binder::BindCast(const Syntax& syntax) const {
  NodePtr arg = Bind(*syntax.args[0]);
  DeclaredType target;
  try {
    target = ParseType(syntax.name.find("precision") == std::string::npos ? syntax.name : "double");
  } catch (const ConfigError& error) {
    throw SyntaxError(syntax.type_at, error.what(), error.hint());
  }
  Place place = PlaceOf(syntax);
  if (dynamic_cast<const ColumnNode*>(arg.get())) place.column = arg->place().column;
  const auto* constant = dynamic_cast<const ConstantNode*>(arg.get());
  if (constant && constant->literal() == Literal::kText && target.type.id != TypeId::kUtf8 &&
      !syntax.or_null)
    return Coerce(std::move(arg), target.type);
  if (!CanCast(arg->type(), target.type))
    Complain(place, Format("there is no cast from {} to {}", ToString(arg->type()),
                           ToString(target.type)));
  Shape shape{target.type, arg->shape().nullable || syntax.or_null, target.max_chars};
  // A cast to text without a length keeps what is known.
  if (arg->type() == target.type && target.max_chars == 0) return arg;
  const auto kind = syntax.or_null ? CastKind::kOrNull : CastKind::kWritten;
  return Fold(std::make_unique<CastNode>(std::move(shape), std::move(place), std::move(arg), kind));
}

NodePtr Binder::Negated(NodePtr node, bool negated, const Place& place) const {
  if (!negated) return node;
  const Shape shape{Bool(), node->shape().nullable};
  return Fold(std::make_unique<NotNode>(shape, place, std::move(node)));
}

}  // namespace etl::expression
