// SPDX-License-Identifier: Apache-2.0
#include "etl/value_text.h"
#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/functions.h"

namespace etl::expression {
namespace {

void Never(const Rows&, std::int64_t) {}

bool IsTimestamp(DataType type) {
  return type.id == TypeId::kTimestamp || type.id == TypeId::kTimestampUtc;
}

std::int64_t DayOf(std::int32_t days) { return days; }
std::int64_t DayOf(std::int64_t micros) {
  return micros / kMicrosPerDay - (micros % kMicrosPerDay < 0 ? 1 : 0);
}

// The unit's name stands first and decides what is computed, so it must be a literal.
void NeedDayUnit(const Node& unit, const std::string& who) {
  const auto* constant = dynamic_cast<const ConstantNode*>(&unit);
  if (!constant || constant->literal() != Literal::kText)
    Complain(unit.place(), Format("{} takes the unit as a text literal", who), "write 'day'");
  const auto name = constant->value().values<std::string_view>()[0];
  if (name != "day")
    Complain(unit.place(), Format("{} knows no unit {}", who, Quoted(name)), "write 'day'");
}

// A date, or a timestamp; a text literal is read as a date.
NodePtr NeedDate(NodePtr arg, const std::string& who) {
  const auto* constant = dynamic_cast<const ConstantNode*>(arg.get());
  if (arg->type().id == TypeId::kDate32 || IsTimestamp(arg->type())) return arg;
  if (arg->type().id == TypeId::kNull || (constant && constant->literal() == Literal::kText))
    return Coerce(std::move(arg), Date32());
  Complain(arg->place(), Format("{} takes dates, not {}", who, ToString(arg->type())),
           arg->type().id == TypeId::kUtf8 ? "cast(x as date) reads a date" : "");
}

template <typename A, typename B>
Kernel DiffKernel() {
  return [](const std::vector<Vector>& args, const Rows& rows, const Place&) {
    const auto run = [](A from, B to, std::int64_t& out) {
      return out = DayOf(to) - DayOf(from), true;
    };
    return Map2<std::int64_t, A, B>(Int64(), args[0], args[1], rows, run, Never);
  };
}

// Midnights from `from` to `to`.
NodePtr BindDateDiff(Nodes args, const Place& place) {
  NeedDayUnit(*args[0], "date_diff");
  args.erase(args.begin());
  for (NodePtr& arg : args) arg = NeedDate(std::move(arg), "date_diff");
  const bool a = IsTimestamp(args[0]->type()), b = IsTimestamp(args[1]->type());
  const Shape shape{Int64(), AnyNullable(args)};
  using Date = std::int32_t;
  using Time = std::int64_t;
  Kernel kernel = a ? (b ? DiffKernel<Time, Time>() : DiffKernel<Time, Date>())
                    : (b ? DiffKernel<Date, Time>() : DiffKernel<Date, Date>());
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

NodePtr BindDateTrunc(Nodes args, const Place& place) {
  NeedDayUnit(*args[0], "date_trunc");
  args.erase(args.begin());
  const DataType type = args[0]->type();
  if (!IsTimestamp(type))
    Complain(args[0]->place(), Format("date_trunc takes a timestamp, not {}", ToString(type)));
  const Shape shape{type, AnyNullable(args)};
  Kernel kernel = [type](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [](std::int64_t micros, std::int64_t& out) {
      return out = DayOf(micros) * kMicrosPerDay, true;
    };
    return Map<std::int64_t, std::int64_t>(type, values[0], rows, run, Never);
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"date_diff", 3, 3, "date_diff('day', from, to)", BindDateDiff},
    {"date_trunc", 2, 2, "date_trunc('day', timestamp)", BindDateTrunc},
};

}  // namespace

std::span<const Function> DateFunctions() { return kFunctions; }

}  // namespace etl::expression
