// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/node.h"

#include <algorithm>

#include "plugins/shared/expression/cast.h"
#include "plugins/shared/expression/number_cast.h"

namespace etl::expression {

bool ConstantNode::fits_unsigned() const {
  std::uint64_t out = 0;
  if (type().id == TypeId::kInt32)
    return FromWhole(ToWhole(value_.values<std::int32_t>()[0], type()), out);
  if (type().id == TypeId::kInt64)
    return FromWhole(ToWhole(value_.values<std::int64_t>()[0], type()), out);
  return type().id == TypeId::kDecimal128 &&
         FromWhole(ToWhole(value_.values<Int128>()[0], type()), out);
}

Vector FunctionNode::Evaluate(const Rows& rows) const {
  std::vector<Vector> values;
  values.reserve(args_.size());
  for (const NodePtr& arg : args_) values.push_back(arg->Evaluate(rows));
  return kernel_(values, rows, place());
}

std::vector<const Node*> FunctionNode::operands() const { return PointersTo(args_); }

Vector CastNode::Evaluate(const Rows& rows) const {
  CastTarget target{type(), written() ? shape().max_chars : 0, written()};
  const Vector from = arg_->Evaluate(rows);
  if (kind_ == CastKind::kOrNull) return TryCastValues(from, target, rows, place());
  return CastValues(from, target, rows, place());
}

std::vector<const Node*> PointersTo(const Nodes& nodes) {
  std::vector<const Node*> pointers;
  for (const NodePtr& node : nodes) pointers.push_back(node.get());
  return pointers;
}

bool AnyNullable(const Nodes& nodes) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const NodePtr& node) { return node->shape().nullable; });
}

}  // namespace etl::expression
