// SPDX-License-Identifier: Apache-2.0
// The parts of a date: year(x) and its like.
#include <array>

#include "plugins/shared/expression/date_arguments.h"
#include "plugins/shared/expression/functions.h"

namespace etl::expression {
namespace {

enum class Part : std::uint8_t {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kWeekDay,
  kHour,
  kMinute,
  kSecond
};
constexpr std::array<const char*, 9> kNames{"year",      "quarter", "month",  "week",  "day",
                                            "dayofweek", "hour",    "minute", "second"};

std::int64_t OfDay(Part part, std::int64_t days) {
  switch (part) {
    case Part::kYear:
      return CivilOf(days).year;
    case Part::kQuarter:
      return (CivilOf(days).month + 2) / 3;
    case Part::kMonth:
      return CivilOf(days).month;
    case Part::kWeek:
      return IsoWeek(days);
    case Part::kDay:
      return CivilOf(days).day;
    default:
      return WeekDay(days);
  }
}

std::int64_t OfClock(Part part, std::int64_t micros) {
  const std::int64_t seconds = ClockOf(micros) / kMicrosPerSecond;
  if (part == Part::kHour) return seconds / 3600;
  return part == Part::kMinute ? seconds / 60 % 60 : seconds % 60;
}

template <Part kPart, typename T>
Kernel PartKernel() {
  return [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [](T value, std::int64_t& out) {
      out = kPart >= Part::kHour ? OfClock(kPart, value) : OfDay(kPart, DayOf(value));
      return true;
    };
    return Map<std::int64_t, T>(Int64(), values[0], rows, run, [](const Rows&, std::int64_t) {});
  };
}

template <Part kPart>
NodePtr BindPart(Nodes args, const Place& place) {
  constexpr bool kClock = kPart >= Part::kHour;
  const std::string name = kNames[static_cast<std::size_t>(kPart)];
  args[0] = NeedDate(std::move(args[0]), name, kClock ? Timestamp() : Date32());
  if (kClock) NeedClock(*args[0], name);
  const Shape shape{Int64(), AnyNullable(args)};
  Kernel kernel = IsTimestamp(args[0]->type()) ? PartKernel<kPart, std::int64_t>()
                                               : PartKernel<kPart, std::int32_t>();
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"year", 1, 1, "year(date)", BindPart<Part::kYear>},
    {"quarter", 1, 1, "quarter(date)", BindPart<Part::kQuarter>},
    {"month", 1, 1, "month(date)", BindPart<Part::kMonth>},
    {"week", 1, 1, "week(date)", BindPart<Part::kWeek>},
    {"day", 1, 1, "day(date)", BindPart<Part::kDay>},
    {"dayofweek", 1, 1, "dayofweek(date)", BindPart<Part::kWeekDay>},
    {"isodow", 1, 1, "isodow(date)", BindPart<Part::kWeekDay>},
    {"hour", 1, 1, "hour(timestamp)", BindPart<Part::kHour>},
    {"minute", 1, 1, "minute(timestamp)", BindPart<Part::kMinute>},
    {"second", 1, 1, "second(timestamp)", BindPart<Part::kSecond>},
};

}  // namespace

std::span<const Function> DatePartFunctions() { return kFunctions; }

}  // namespace etl::expression
