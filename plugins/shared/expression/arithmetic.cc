// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/arithmetic.h"

#include <algorithm>
#include <utility>

#include "plugins/shared/expression/arithmetic_kernels.h"
#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/text_cast.h"
#include "plugins/shared/expression/type_rules.h"

namespace etl::expression {
namespace {

// `a op b` on values of the C++ type T. `limit`: of a decimal's digits; 0: none.
template <typename T, typename Op>
Kernel BinaryKernel(DataType type, Int128 limit = 0) {
  return [type, limit](const std::vector<Vector>& args, const Rows& rows, const Place& place) {
    const auto run = [limit](T a, T b, T& out) {
      if (!Op::Run(a, b, out)) return false;
      if constexpr (std::is_same_v<T, Int128>) return out < limit && out > -limit;
      return true;
    };
    const auto fail = [&](const Rows& at, std::int64_t row) {
      const T a = args[0].values<T>()[row], b = args[1].values<T>()[row];
      const std::string sign = Op::kSign;
      const bool zero = b == T{0} && (sign == "/" || sign == "%");
      place.Fail(
          at, row,
          Format("{}: {} {} {}", zero ? "division by zero" : ToString(type) + " out of range",
                 ValueText(a, args[0].type()), sign, ValueText(b, args[1].type())),
          zero ? "case when y <> 0 then x / y end gives null instead" : "");
    };
    return Map2<T, T, T>(type, args[0], args[1], rows, run, fail);
  };
}

template <typename T>
Kernel KernelFor(char op, DataType type, Int128 limit = 0) {
  switch (op) {
    case '+':
      return BinaryKernel<T, AddOp>(type, limit);
    case '-':
      return BinaryKernel<T, SubtractOp>(type, limit);
    case '*':
      return BinaryKernel<T, MultiplyOp>(type, limit);
    case '/':
      return BinaryKernel<T, DivideOp>(type, limit);
    default:
      return BinaryKernel<T, RemainderOp>(type, limit);
  }
}

NodePtr Build(DataType type, NodePtr left, NodePtr right, const Place& place, Kernel kernel) {
  Nodes args;
  args.push_back(std::move(left));
  args.push_back(std::move(right));
  const Shape shape{type, AnyNullable(args)};
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

NodePtr DecimalQuotient(NodePtr left, NodePtr right, const Place& place) {
  const DataType a = left->type(), b = right->type();
  // PostgreSQL gives at least 16 digits, and the number of places from the values; a type cannot.
  const int scale = std::max({int{a.scale}, int{b.scale}, 16});
  const DataType type = Decimal128(38, scale);
  const int digits = scale - a.scale + b.scale;
  Kernel kernel = [type, digits](const std::vector<Vector>& args, const Rows& rows,
                                 const Place& at) {
    const auto run = [digits](Int128 x, Int128 y, Int128& out) {
      return DivideDecimal(x, y, digits, out);
    };
    const auto fail = [&](const Rows& where, std::int64_t row) {
      const Int128 y = args[1].values<Int128>()[row];
      at.Fail(where, row,
              Format("{}: {} / {}", y == 0 ? "division by zero" : "decimal out of range",
                     ValueText(args[0].values<Int128>()[row], args[0].type()),
                     ValueText(y, args[1].type())),
              y == 0 ? "case when y <> 0 then x / y end gives null instead" : "");
    };
    return Map2<Int128, Int128, Int128>(type, args[0], args[1], rows, run, fail);
  };
  return Build(type, std::move(left), std::move(right), place, std::move(kernel));
}

NodePtr DecimalProduct(NodePtr left, NodePtr right, const Place& place) {
  const DataType a = left->type(), b = right->type();
  const int scale = a.scale + b.scale;
  if (scale > 38)
    Complain(place,
             Format("the product of {} and {} needs {} decimal places; there are 38", ToString(a),
                    ToString(b), scale),
             "round one of them first");
  const int precision = std::min(38, a.precision + b.precision);
  const DataType type = Decimal128(precision, scale);
  return Build(type, std::move(left), std::move(right), place,
               KernelFor<Int128>('*', type, PowerOfTen(precision)));
}

NodePtr DecimalArithmetic(char op, NodePtr left, NodePtr right, const Place& place) {
  left = Coerce(std::move(left), AsDecimal(left->type()));
  right = Coerce(std::move(right), AsDecimal(right->type()));
  if (op == '*') return DecimalProduct(std::move(left), std::move(right), place);
  if (op == '/') return DecimalQuotient(std::move(left), std::move(right), place);
  const DataType common = *CommonType(left->type(), right->type());
  const int precision = std::min(38, common.precision + (op == '%' ? 0 : 1));
  const DataType type = Decimal128(precision, common.scale);
  return Build(type, Coerce(std::move(left), common), Coerce(std::move(right), common), place,
               KernelFor<Int128>(op, type, PowerOfTen(precision)));
}

NodePtr NumberArithmetic(char op, DataType common, NodePtr left, NodePtr right,
                         const Place& place) {
  const auto as = [&](DataType type, Kernel kernel) {
    return Build(type, Coerce(std::move(left), type), Coerce(std::move(right), type), place,
                 std::move(kernel));
  };
  switch (common.id) {
    case TypeId::kDecimal128:
      return DecimalArithmetic(op, std::move(left), std::move(right), place);
    case TypeId::kFloat64:
      return as(common, KernelFor<double>(op, common));
    case TypeId::kUInt64:
      return as(common, KernelFor<std::uint64_t>(op, common));
    default:
      return as(Int64(), KernelFor<std::int64_t>(op, Int64()));
  }
}

// Days as int64, so that a sum of them shows whether it is still a date.
NodePtr DatePlusDays(char op, NodePtr date, NodePtr days, const Place& place) {
  Kernel kernel = [op](const std::vector<Vector>& args, const Rows& rows, const Place& at) {
    const auto run = [op](std::int32_t day, std::int64_t count, std::int32_t& out) {
      const bool ok = op == '+' ? !__builtin_add_overflow(day, count, &out)
                                : !__builtin_sub_overflow(day, count, &out);
      constexpr std::int32_t kFirst = -719162, kLast = 2932896;  // years 0001 to 9999
      return ok && out >= kFirst && out <= kLast;
    };
    const auto fail = [&](const Rows& where, std::int64_t row) {
      at.Fail(where, row,
              Format("date out of range: {} {} {}",
                     ValueText(args[0].values<std::int32_t>()[row], Date32()), std::string(1, op),
                     args[1].values<std::int64_t>()[row]));
    };
    return Map2<std::int32_t, std::int32_t, std::int64_t>(Date32(), args[0], args[1], rows, run,
                                                          fail);
  };
  return Build(Date32(), std::move(date), Coerce(std::move(days), Int64()), place,
               std::move(kernel));
}

NodePtr DaysBetween(NodePtr left, NodePtr right, const Place& place) {
  Kernel kernel = [](const std::vector<Vector>& args, const Rows& rows, const Place&) {
    const auto run = [](std::int32_t a, std::int32_t b, std::int64_t& out) {
      return out = std::int64_t{a} - b, true;
    };
    return Map2<std::int64_t, std::int32_t, std::int32_t>(Int64(), args[0], args[1], rows, run,
                                                          [](const Rows&, std::int64_t) {});
  };
  return Build(Int64(), std::move(left), std::move(right), place, std::move(kernel));
}

bool IsTimestamp(DataType type) {
  return type.id == TypeId::kTimestamp || type.id == TypeId::kTimestampUtc;
}

// The result of `a op b` in microseconds, or null if there is none of these types.
DataType TimeResult(char op, DataType a, DataType b) {
  if (op == '-' && IsTimestamp(a) && a == b) return Duration();
  if (op != '+' && op != '-') return Null();
  if (IsTimestamp(a) && b.id == TypeId::kDuration) return a;
  if (a.id == TypeId::kDuration && b.id == TypeId::kDuration) return a;
  if (op == '+' && a.id == TypeId::kDuration && IsTimestamp(b)) return b;
  return Null();
}

}  // namespace

NodePtr BindArithmetic(const std::string& name, NodePtr left, NodePtr right, const Place& place) {
  const char op = name[0];
  const std::vector<const Node*> both{left.get(), right.get()};
  const auto common = CommonType(both);
  const DataType a = left->type(), b = right->type();
  if (common && common->id == TypeId::kNull)
    return NumberArithmetic(op, Int64(), std::move(left), std::move(right), place);
  if (common && IsNumeric(*common)) {
    if (a.id == TypeId::kUtf8) left = Coerce(std::move(left), *common);
    if (b.id == TypeId::kUtf8) right = Coerce(std::move(right), *common);
    return NumberArithmetic(op, *common, std::move(left), std::move(right), place);
  }
  const bool days_left = IsInteger(a), days_right = IsInteger(b) || b.id == TypeId::kNull;
  if (a.id == TypeId::kDate32 && days_right && (op == '+' || op == '-'))
    return DatePlusDays(op, std::move(left), std::move(right), place);
  if (b.id == TypeId::kDate32 && days_left && op == '+')
    return DatePlusDays(op, std::move(right), std::move(left), place);
  if (common && common->id != TypeId::kUtf8) {
    left = Coerce(std::move(left), *common);
    right = Coerce(std::move(right), *common);
    if (common->id == TypeId::kDate32 && op == '-')
      return DaysBetween(std::move(left), std::move(right), place);
  }
  const DataType time = TimeResult(op, left->type(), right->type());
  if (time.id == TypeId::kNull)
    Complain(place, Format("there is no {} {} {}", ToString(a), name, ToString(b)),
             a.id == TypeId::kUtf8 || b.id == TypeId::kUtf8
                 ? "cast(x as int) reads a number; || joins texts"
                 : "");
  return Build(time, std::move(left), std::move(right), place, KernelFor<std::int64_t>(op, time));
}

NodePtr BindNegate(NodePtr arg, const Place& place) {
  if (!IsNumeric(arg->type()) && arg->type().id != TypeId::kNull)
    Complain(place, Format("`-` takes a number, not {}", ToString(arg->type())));
  if (arg->type().id == TypeId::kUInt64) arg = Coerce(std::move(arg), AsDecimal(UInt64()));
  const DataType type = arg->type();
  if (type.id == TypeId::kFloat64) {
    // 0 - x would lose the sign of a zero.
    NodePtr minus = MakeConstantNode(MakeConstant<double>(Float64(), -1), place);
    return NumberArithmetic('*', type, std::move(arg), std::move(minus), place);
  }
  NodePtr zero = MakeConstantNode(MakeConstant<std::int32_t>(Int32(), 0), place);
  return BindArithmetic("-", std::move(zero), std::move(arg), place);
}

}  // namespace etl::expression
