// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/cast.h"
#include "plugins/shared/expression/conditional.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/logic.h"
#include "plugins/shared/expression/result_shape.h"
#include "plugins/shared/expression/type_rules.h"

namespace etl::expression {

Shape ResultShape(DataType type, const std::vector<const Node*>& results) {
  Shape shape{type, false};
  bool known = true, same = true;
  const Node* first = nullptr;
  for (const Node* node : results) {
    shape.nullable = shape.nullable || node->shape().nullable;
    const auto* constant = dynamic_cast<const ConstantNode*>(node);
    if (constant && constant->is_null()) continue;  // as long as nothing
    if (!first) first = node;
    known = known && node->shape().max_chars > 0;
    same = same && node->shape().sql_type == first->shape().sql_type;
    shape.max_chars = std::max(shape.max_chars, node->shape().max_chars);
  }
  if (!known || type.id != TypeId::kUtf8) shape.max_chars = 0;
  if (same && first && first->type() == type) shape.sql_type = first->shape().sql_type;
  return shape;
}

namespace {

NodePtr BindCoalesce(Nodes args, const Place& place) {
  const auto common = CommonType(PointersTo(args));
  if (!common)
    Complain(
        place,
        Format("the arguments of coalesce have different types: {}", NamesOf(PointersTo(args))),
        "cast them to one type");
  for (NodePtr& arg : args) arg = Coerce(std::move(arg), *common);
  Shape shape = ResultShape(*common, PointersTo(args));
  shape.nullable = std::all_of(args.begin(), args.end(),
                               [](const NodePtr& arg) { return arg->shape().nullable; });
  return Fold(std::make_unique<CoalesceNode>(std::move(shape), place, std::move(args)));
}

template <typename T>
Vector NullWhereEqual(const Vector& value, const Vector& equal, const Rows& all) {
  const bool constant = value.constant() && equal.constant();
  const Rows rows = RowsFor(all, constant);
  Vector out(value.type(), constant);
  out.KeepAllOf(value);
  T* values = out.Allocate<T>(rows.count);
  std::uint8_t* valid = out.AllocateValid(rows.count);
  const auto from = value.values<T>();
  const auto same = equal.values<std::uint8_t>();
  for (std::int64_t i = 0; i < rows.count; ++i) {
    values[i] = from[i];
    valid[i] = !value.IsNull(i) && (equal.IsNull(i) || !same[i]) ? 1 : 0;
  }
  return out;
}

NodePtr BindNullIf(Nodes args, const Place& place) {
  const auto common = CommonType(PointersTo(args));
  if (!common)
    Complain(place, Format("nullif cannot compare {}", NamesOf(PointersTo(args))),
             "cast them to one type");
  // Of a literal the type is the other side's.
  const auto* constant = dynamic_cast<const ConstantNode*>(args[0].get());
  const bool adapts = constant && constant->literal() == Literal::kText;
  if (adapts || args[0]->type().id == TypeId::kNull) args[0] = Coerce(std::move(args[0]), *common);
  args[1] = Coerce(std::move(args[1]), *common);
  Shape shape = args[0]->shape();
  shape.nullable = true;
  Kernel kernel = [common = *common](const std::vector<Vector>& values, const Rows& rows,
                                     const Place& at) {
    const CastTarget target{common, 0, false};
    const Vector left =
        values[0].type() == common ? values[0] : CastValues(values[0], target, rows, at);
    const Vector equal = Compare(ETL_OP_EQ, left, values[1], rows);
    return VisitStorage(values[0].type(), [&](auto example) {
      return NullWhereEqual<decltype(example)>(values[0], equal, rows);
    });
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"coalesce", 1, kAnyCount, "coalesce(value, ...)", BindCoalesce},
    {"nullif", 2, 2, "nullif(value, other)", BindNullIf},
};

}  // namespace

std::span<const Function> ConditionalFunctions() { return kFunctions; }

}  // namespace etl::expression
