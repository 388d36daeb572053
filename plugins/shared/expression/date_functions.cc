// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/date_arguments.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/text_cast.h"

namespace etl::expression {
namespace {

using Date = std::int32_t;
using Time = std::int64_t;

void Never(const Rows&, std::int64_t) {}

std::string CallOf(const char* function, Unit unit) {
  return Format("{}('{}', ...)", function, NameOf(unit));
}

template <typename A, typename B>
Kernel DiffKernel(Unit unit) {
  return [unit](const std::vector<Vector>& args, const Rows& rows, const Place&) {
    const auto run = [unit](A from, B to, std::int64_t& out) {
      return out = NumberOf(unit, to) - NumberOf(unit, from), true;
    };
    return Map2<std::int64_t, A, B>(Int64(), args[0], args[1], rows, run, Never);
  };
}

// Where hours count, a literal is a moment like the one that stands beside it.
DataType LiteralType(Unit unit, const Nodes& args) {
  if (!IsOfClock(unit)) return Date32();
  for (const NodePtr& arg : args)
    if (IsTimestamp(arg->type())) return arg->type();
  return Timestamp();
}

// The midnights, Mondays, firsts of a month, full hours … after `from` up to `to`.
NodePtr BindDateDiff(Nodes args, const Place& place) {
  const Unit unit = NeedUnit(*args[0], "date_diff");
  args.erase(args.begin());
  const DataType literal = LiteralType(unit, args);
  for (NodePtr& arg : args) {
    arg = NeedDate(std::move(arg), "date_diff", literal);
    if (IsOfClock(unit)) NeedClock(*arg, CallOf("date_diff", unit));
  }
  const bool a = IsTimestamp(args[0]->type()), b = IsTimestamp(args[1]->type());
  const Shape shape{Int64(), AnyNullable(args)};
  Kernel kernel = a ? (b ? DiffKernel<Time, Time>(unit) : DiffKernel<Time, Date>(unit))
                    : (b ? DiffKernel<Date, Time>(unit) : DiffKernel<Date, Date>(unit));
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

template <typename T>
Kernel TruncKernel(Unit unit, DataType type) {
  return [unit, type](const std::vector<Vector>& values, const Rows& rows, const Place& at) {
    const auto run = [unit](T value, T& out) { return Truncate(unit, value, out); };
    const auto fail = [&](const Rows& where, std::int64_t row) {
      at.Fail(where, row,
              Format("{} out of range: date_trunc('{}', {})", ToString(type), NameOf(unit),
                     ValueText(values[0].values<T>()[row], type)));
    };
    return Map<T, T>(type, values[0], rows, run, fail);
  };
}

NodePtr BindDateTrunc(Nodes args, const Place& place) {
  const Unit unit = NeedUnit(*args[0], "date_trunc");
  args.erase(args.begin());
  args[0] = NeedDate(std::move(args[0]), "date_trunc", LiteralType(unit, {}));
  if (IsOfClock(unit)) NeedClock(*args[0], CallOf("date_trunc", unit));
  const DataType type = args[0]->type();
  const Shape shape{type, AnyNullable(args)};
  Kernel kernel = IsTimestamp(type) ? TruncKernel<Time>(unit, type) : TruncKernel<Date>(unit, type);
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

template <typename T>
Kernel AddKernel(Unit unit, DataType type) {
  return [unit, type](const std::vector<Vector>& values, const Rows& rows, const Place& at) {
    const auto run = [unit](T value, std::int64_t count, T& out) {
      return AddUnits(unit, value, count, out);
    };
    const auto fail = [&](const Rows& where, std::int64_t row) {
      at.Fail(where, row,
              Format("{} out of range: date_add({}, {}, '{}')", ToString(type),
                     ValueText(values[0].values<T>()[row], type),
                     values[1].values<std::int64_t>()[row], NameOf(unit)));
    };
    return Map2<T, T, std::int64_t>(type, values[0], values[1], rows, run, fail);
  };
}

NodePtr BindDateAdd(Nodes args, const Place& place) {
  const Unit unit = NeedUnit(*args[2], "date_add");
  args.pop_back();
  args[0] = NeedDate(std::move(args[0]), "date_add", LiteralType(unit, {}));
  args[1] = NeedInteger(std::move(args[1]), "date_add");
  if (IsOfClock(unit)) NeedClock(*args[0], Format("date_add(..., '{}')", NameOf(unit)));
  const DataType type = args[0]->type();
  const Shape shape{type, AnyNullable(args)};
  Kernel kernel = IsTimestamp(type) ? AddKernel<Time>(unit, type) : AddKernel<Date>(unit, type);
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"date_diff", 3, 3, "date_diff('day', from, to)", BindDateDiff},
    {"date_trunc", 2, 2, "date_trunc('day', timestamp)", BindDateTrunc},
    {"date_add", 3, 3, "date_add(date, count, 'day')", BindDateAdd},
};

}  // namespace

std::span<const Function> DateFunctions() { return kFunctions; }

}  // namespace etl::expression
