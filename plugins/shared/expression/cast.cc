// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/cast.h"

#include "etl/temporal.h"
#include "plugins/shared/expression/kernel.h"
#include "plugins/shared/expression/number_cast.h"
#include "plugins/shared/expression/text_cast.h"
#include "plugins/shared/expression/type_rules.h"

namespace etl::expression {
namespace {

struct Cast {
  const Vector& from;
  const CastTarget& to;
  const Rows& rows;
  const Place& place;

  // `convert`(value, out&) → false if something would be lost.
  template <typename Out, typename In, typename F>
  Vector Each(F convert) const {
    const auto fail = [this](const Rows& at, std::int64_t row) {
      if (to.failed) return to.failed->push_back(row);
      const DataType type = from.type();
      const std::string value = ValueText(from.values<In>()[row], type);
      place.Fail(
          at, row,
          Format("cannot cast {} to {} without loss: {}", ToString(type), ToString(to.type), value),
          LossHint(type, to.type));
    };
    return Map<Out, In>(to.type, from, rows, convert, fail);
  }

  static std::string LossHint(DataType from, DataType to) {
    if (to.id == TypeId::kDate32) return "date_trunc('day', x) drops the time of day";
    if (IsNumeric(from) && to.id == TypeId::kDecimal128) return "round(x, n) drops digits";
    if (IsNumeric(from) && IsInteger(to)) return "round(x) drops the fraction";
    return {};
  }

  template <typename In>
  Vector FromNumber() const {
    const DataType type = from.type();
    switch (to.type.id) {
      case TypeId::kInt32:
        return Each<std::int32_t, In>(
            [type](In value, std::int32_t& out) { return FromWhole(ToWhole(value, type), out); });
      case TypeId::kInt64:
        return Each<std::int64_t, In>([type](In value, std::int64_t& out) {
          if constexpr (std::is_same_v<In, std::int32_t>) return out = value, true;
          return FromWhole(ToWhole(value, type), out);
        });
      case TypeId::kUInt64:
        return Each<std::uint64_t, In>(
            [type](In value, std::uint64_t& out) { return FromWhole(ToWhole(value, type), out); });
      case TypeId::kFloat64:
        return Each<double, In>([type, exact = to.exact](In value, double& out) {
          return ToDouble(value, type, exact, out);
        });
      case TypeId::kDecimal128:
        return Each<Int128, In>([type, target = to.type](In value, Int128& out) {
          return ToDecimal(value, type, target, out);
        });
      default:  // bool
        return Each<std::uint8_t, In>([type](In value, std::uint8_t& out) {
          return FromWhole(ToWhole(value, type), out) && out <= 1;
        });
    }
  }

  Vector FromTime() const {
    using Micros = std::int64_t;
    if (to.type.id == TypeId::kDate32)
      return Each<std::int32_t, Micros>([](Micros value, std::int32_t& out) {
        out = static_cast<std::int32_t>(value / kMicrosPerDay);
        return value % kMicrosPerDay == 0;
      });
    return Each<Micros, std::int32_t>([](std::int32_t days, Micros& out) {
      out = days * kMicrosPerDay;
      return true;
    });
  }
};

bool IsTextual(DataType type) { return type.id == TypeId::kUtf8; }

bool IsDateOrTimestamp(DataType type) {
  return type.id == TypeId::kDate32 || type.id == TypeId::kTimestamp;
}

}  // namespace

bool CanCast(DataType from, DataType to) {
  if (from.id == to.id || from.id == TypeId::kNull) return true;
  if (to.id == TypeId::kNull) return false;
  if (IsTextual(from) || IsTextual(to)) return true;
  const auto number = [](DataType type) { return IsNumeric(type) || type.id == TypeId::kBool; };
  if (number(from) && number(to)) {
    // A bool is 0 or 1, and no fraction.
    const DataType other = from.id == TypeId::kBool ? to : from;
    return (from.id != TypeId::kBool && to.id != TypeId::kBool) || IsInteger(other);
  }
  return IsDateOrTimestamp(from) && IsDateOrTimestamp(to);
}

Vector CastValues(const Vector& from, const CastTarget& to, const Rows& rows, const Place& place) {
  if (from.type().id == TypeId::kNull) return NullConstant(to.type);
  if (to.type.id == TypeId::kUtf8) return CastToText(from, to, rows, place);
  if (from.type() == to.type) return from;
  if (from.type().id == TypeId::kUtf8) return CastFromText(from, to, rows, place);
  const Cast cast{from, to, rows, place};
  if (IsDateOrTimestamp(from.type())) return cast.FromTime();
  return VisitStorage(from.type(), [&](auto example) -> Vector {
    using In = decltype(example);
    if constexpr (std::is_same_v<In, std::string_view>)
      return from;
    else
      return cast.FromNumber<In>();
  });
}

Vector TryCastValues(const Vector& from, CastTarget to, const Rows& rows, const Place& place) {
  std::vector<std::int64_t> failed;
  to.failed = &failed;
  Vector out = CastValues(from, to, rows, place);
  if (failed.empty()) return out;
  const Vector before = out;
  const std::int64_t count = RowsFor(rows, out.constant()).count;
  std::uint8_t* valid = out.AllocateValid(count);
  for (std::int64_t i = 0; i < count; ++i) valid[i] = before.IsNull(i) ? 0 : 1;
  for (const std::int64_t row : failed) valid[row] = 0;
  out.set_origin(nullptr);  // whose nulls are others
  return out;
}

}  // namespace etl::expression
