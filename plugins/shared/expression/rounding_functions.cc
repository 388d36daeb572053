// SPDX-License-Identifier: Apache-2.0
// floor, ceil, sign and mod.
#include <algorithm>
#include <cmath>

#include "plugins/shared/expression/arithmetic.h"
#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/type_rules.h"

namespace etl::expression {
namespace {

void Never(const Rows&, std::int64_t) {}

template <typename Out, typename In, typename F>
NodePtr MakeMap(DataType type, Nodes args, const Place& place, F f) {
  const Shape shape{type, AnyNullable(args)};
  Kernel kernel = [type, f](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [f](In value, Out& out) { return out = f(value), true; };
    return Map<Out, In>(type, values[0], rows, run, Never);
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

// A decimal becomes one without places, with room for the digit that 9.9 gains.
template <bool kUp>
NodePtr BindWhole(Nodes args, const Place& place) {
  args[0] = NeedNumber(std::move(args[0]), kUp ? "ceil" : "floor");
  const DataType from = args[0]->type();
  if (from.id == TypeId::kFloat64)
    return MakeMap<double, double>(from, std::move(args), place, [](double value) {
      return kUp ? std::ceil(value) : std::floor(value);
    });
  if (from.id != TypeId::kDecimal128 || from.scale == 0) return std::move(args[0]);
  const Int128 unit = PowerOfTen(from.scale);
  const DataType type = Decimal128(from.precision - from.scale + 1, 0);
  return MakeMap<Int128, Int128>(type, std::move(args), place, [unit](Int128 value) {
    const Int128 rest = value % unit, whole = value / unit;
    if (kUp) return whole + (rest > 0 ? 1 : 0);
    return whole - (rest < 0 ? 1 : 0);
  });
}

template <typename T>
T SignOf(T value) {
  if constexpr (std::is_same_v<T, double>)
    if (std::isnan(value)) return value;
  return static_cast<T>((value > T{0} ? 1 : 0) - (value < T{0} ? 1 : 0));
}

NodePtr BindSign(Nodes args, const Place& place) {
  args[0] = NeedNumber(std::move(args[0]), "sign");
  switch (args[0]->type().id) {
    case TypeId::kFloat64:
      return MakeMap<double, double>(Float64(), std::move(args), place, SignOf<double>);
    case TypeId::kDecimal128:
      return MakeMap<Int128, Int128>(Decimal128(1, 0), std::move(args), place, SignOf<Int128>);
    case TypeId::kUInt64:
      return MakeMap<std::uint64_t, std::uint64_t>(
          UInt64(), std::move(args), place,
          [](std::uint64_t value) -> std::uint64_t { return value > 0 ? 1 : 0; });
    default:
      return MakeMap<std::int64_t, std::int64_t>(Int64(), std::move(args), place,
                                                 SignOf<std::int64_t>);
  }
}

NodePtr BindMod(Nodes args, const Place& place) {
  return BindArithmetic("%", std::move(args[0]), std::move(args[1]), place);
}

constexpr Function kFunctions[] = {
    {"floor", 1, 1, "floor(number)", BindWhole<false>},
    {"ceil", 1, 1, "ceil(number)", BindWhole<true>},
    {"ceiling", 1, 1, "ceiling(number)", BindWhole<true>},
    {"sign", 1, 1, "sign(number)", BindSign},
    {"mod", 2, 2, "mod(number, divisor)", BindMod},
};

}  // namespace

std::span<const Function> RoundingFunctions() { return kFunctions; }

}  // namespace etl::expression
