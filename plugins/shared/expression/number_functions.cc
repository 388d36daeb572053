// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/text_cast.h"

namespace etl::expression {
namespace {

void Never(const Rows&, std::int64_t) {}

template <typename T>
Kernel AbsKernel(DataType type) {
  return [type](const std::vector<Vector>& args, const Rows& rows, const Place& place) {
    const auto run = [](T value, T& out) {
      if constexpr (std::is_same_v<T, double>)
        return out = std::abs(value), true;
      else
        return value < 0 ? !__builtin_sub_overflow(T{0}, value, &out) : (out = value, true);
    };
    return Map<T, T>(type, args[0], rows, run, [&](const Rows& at, std::int64_t row) {
      place.Fail(at, row,
                 Format("{} out of range: abs({})", ToString(type),
                        ValueText(args[0].values<T>()[row], type)));
    });
  };
}

NodePtr BindAbs(Nodes args, const Place& place) {
  args[0] = NeedNumber(std::move(args[0]), "abs");
  const DataType type = args[0]->type();
  const Shape shape{type, AnyNullable(args)};
  if (type.id == TypeId::kUInt64) return std::move(args[0]);
  Kernel kernel = type.id == TypeId::kFloat64      ? AbsKernel<double>(type)
                  : type.id == TypeId::kDecimal128 ? AbsKernel<Int128>(type)
                                                   : AbsKernel<std::int64_t>(type);
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

// The multiple of `unit` nearest to value, halves away from zero.
Int128 RoundTo(Int128 value, Int128 unit) {
  const Int128 rest = value % unit;
  const Int128 down = value - rest;
  if ((rest < 0 ? -rest : rest) < unit - (rest < 0 ? -rest : rest)) return down;
  return value < 0 ? down - unit : down + unit;
}

double RoundDouble(double value, std::int64_t places) {
  if (places == 0) return std::round(value);
  if (places > 308) return value;
  const double unit = std::pow(10.0, static_cast<double>(places < 0 ? -places : places));
  if (!std::isfinite(unit)) return 0;
  const double scaled = places < 0 ? value / unit : value * unit;
  // Beyond 2^52 a double has no fraction left to round.
  if (!(std::abs(scaled) < 4503599627370496.0)) return value;
  return places < 0 ? std::round(scaled) * unit : std::round(scaled) / unit;
}

NodePtr RoundFloat(Nodes args, const Place& place) {
  const Shape shape{Float64(), AnyNullable(args)};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [](double value, std::int64_t places, double& out) {
      return out = RoundDouble(value, places), true;
    };
    return Map2<double, double, std::int64_t>(Float64(), values[0], values[1], rows, run, Never);
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

// Integers round at places before the point; none of theirs is behind it.
template <typename T>
NodePtr RoundInteger(Nodes args, const Place& place) {
  const DataType type = args[0]->type();
  const Shape shape{type, AnyNullable(args)};
  Kernel kernel = [type](const std::vector<Vector>& values, const Rows& rows, const Place& at) {
    const auto run = [](T value, std::int64_t places, T& out) {
      if (places >= 0) return out = value, true;
      if (places < -20) return out = 0, true;
      const Int128 rounded = RoundTo(Int128{value}, PowerOfTen(static_cast<int>(-places)));
      out = static_cast<T>(rounded);
      return Int128{out} == rounded;
    };
    return Map2<T, T, std::int64_t>(
        type, values[0], values[1], rows, run, [&](const Rows& where, std::int64_t row) {
          at.Fail(where, row,
                  Format("{} out of range: round({}, {})", ToString(type),
                         values[0].values<T>()[row], values[1].values<std::int64_t>()[row]));
        });
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

// The number of places decides the type, so it must be known.
NodePtr RoundDecimal(Nodes args, const Place& place) {
  const auto* places = dynamic_cast<const ConstantNode*>(args[1].get());
  if (!places || places->is_null())
    Complain(args[1]->place(), "round of a decimal takes a constant number of places");
  const DataType from = args[0]->type();
  const std::int64_t wanted =
      std::clamp<std::int64_t>(places->value().values<std::int64_t>()[0], -38, 38);
  const int scale = static_cast<int>(std::clamp<std::int64_t>(wanted, 0, from.scale));
  const int cut = from.scale - static_cast<int>(wanted);  // digits that go
  // 9.9 becomes 10: one digit more.
  const DataType type = Decimal128(std::min(38, from.precision - from.scale + scale + 1), scale);
  const Shape shape{type, args[0]->shape().nullable};
  const Int128 limit = PowerOfTen(type.precision);
  Kernel kernel = [=](const std::vector<Vector>& values, const Rows& rows, const Place& at) {
    const auto run = [=](Int128 value, Int128& out) {
      out = value;
      if (cut > 38)
        out = 0;
      else if (cut > 0)
        out = RoundTo(value, PowerOfTen(cut)) / PowerOfTen(from.scale - scale);
      return out < limit && out > -limit;
    };
    return Map<Int128, Int128>(type, values[0], rows, run,
                               [&](const Rows& where, std::int64_t row) {
                                 at.Fail(where, row,
                                         Format("{} out of range: round({})", ToString(type),
                                                ValueText(values[0].values<Int128>()[row], from)));
                               });
  };
  args.pop_back();
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

NodePtr BindRound(Nodes args, const Place& place) {
  if (args.size() == 1)
    args.push_back(MakeConstantNode(MakeConstant<std::int64_t>(Int64(), 0), place));
  args[0] = NeedNumber(std::move(args[0]), "round");
  args[1] = NeedInteger(std::move(args[1]), "round");
  switch (args[0]->type().id) {
    case TypeId::kFloat64:
      return RoundFloat(std::move(args), place);
    case TypeId::kDecimal128:
      return RoundDecimal(std::move(args), place);
    case TypeId::kUInt64:
      return RoundInteger<std::uint64_t>(std::move(args), place);
    default:
      return RoundInteger<std::int64_t>(std::move(args), place);
  }
}

constexpr Function kFunctions[] = {
    {"abs", 1, 1, "abs(number)", BindAbs},
    {"round", 1, 2, "round(number[, places])", BindRound},
};

}  // namespace

std::span<const Function> NumberFunctions() { return kFunctions; }

}  // namespace etl::expression
