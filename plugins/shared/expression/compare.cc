// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <concepts>

#include "plugins/shared/expression/logic.h"
#include "plugins/shared/expression/value_order.h"

namespace etl::expression {
namespace {

template <typename T, typename F>
Vector CompareWith(const Vector& left, const Vector& right, const Rows& rows, F f) {
  const auto never = [](const Rows&, std::int64_t) {};
  return Map2<std::uint8_t, T, T>(
      Bool(), left, right, rows,
      [f](const T& a, const T& b, std::uint8_t& out) {
        out = f(a, b) ? 1 : 0;
        return true;
      },
      never);
}

template <typename T>
Vector CompareAs(etl_predicate_op op, const Vector& left, const Vector& right, const Rows& rows) {
  switch (op) {
    case ETL_OP_EQ:
      return CompareWith<T>(left, right, rows, [](const T& a, const T& b) { return Same(a, b); });
    case ETL_OP_NE:
      return CompareWith<T>(left, right, rows, [](const T& a, const T& b) { return !Same(a, b); });
    case ETL_OP_LT:
      return CompareWith<T>(left, right, rows, [](const T& a, const T& b) { return Less(a, b); });
    case ETL_OP_LE:
      return CompareWith<T>(left, right, rows, [](const T& a, const T& b) { return !Less(b, a); });
    case ETL_OP_GT:
      return CompareWith<T>(left, right, rows, [](const T& a, const T& b) { return Less(b, a); });
    default:
      return CompareWith<T>(left, right, rows, [](const T& a, const T& b) { return !Less(a, b); });
  }
}

}  // namespace

Vector Compare(etl_predicate_op op, const Vector& left, const Vector& right, const Rows& rows) {
  return VisitStorage(left.type(), [&](auto example) {
    return CompareAs<decltype(example)>(op, left, right, rows);
  });
}

Vector CompareNode::Evaluate(const Rows& rows) const {
  return Compare(op_, left_->Evaluate(rows), right_->Evaluate(rows), rows);
}

}  // namespace etl::expression
