// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/calendar.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "etl/suggest.h"

namespace etl::expression {
namespace {

constexpr std::array<std::string_view, 8> kNames{"year", "quarter", "month",  "week",
                                                 "day",  "hour",    "minute", "second"};
constexpr std::int64_t kFirstDay = -719162, kLastDay = 2932896;  // years 0001 to 9999

std::int64_t MicrosOf(Unit unit) {
  switch (unit) {
    case Unit::kSecond:
      return kMicrosPerSecond;
    case Unit::kMinute:
      return 60 * kMicrosPerSecond;
    case Unit::kHour:
      return 3600 * kMicrosPerSecond;
    case Unit::kWeek:
      return 7 * kMicrosPerDay;
    default:
      return kMicrosPerDay;
  }
}

std::int64_t MonthsOf(Unit unit) {
  return unit == Unit::kYear ? 12 : unit == Unit::kQuarter ? 3 : 1;
}

std::int64_t MonthNumber(CivilDate date) { return date.year * 12 + date.month - 1; }

std::int64_t FirstOfMonth(std::int64_t number) {
  const std::int64_t year = FloorDivide(number, 12);
  return DaysOf({year, static_cast<int>(number - year * 12) + 1, 1});
}

constexpr std::int64_t kMondayBefore = -3;  // 1970-01-01 is a Thursday

std::int64_t NumberOfDays(Unit unit, std::int64_t days) {
  if (unit == Unit::kDay) return days;
  if (unit == Unit::kWeek) return FloorDivide(days - kMondayBefore, 7);
  return FloorDivide(MonthNumber(CivilOf(days)), MonthsOf(unit));
}

std::int64_t FirstDayOf(Unit unit, std::int64_t number) {
  if (unit == Unit::kDay) return number;
  if (unit == Unit::kWeek) return number * 7 + kMondayBefore;
  return FirstOfMonth(number * MonthsOf(unit));
}

bool IsInRange(std::int64_t days) { return days >= kFirstDay && days <= kLastDay; }

// `count` months, quarters or years after a day.
bool AddMonths(Unit unit, std::int64_t days, std::int64_t count, std::int64_t& out) {
  const CivilDate date = CivilOf(days);
  std::int64_t month = 0;
  if (__builtin_mul_overflow(count, MonthsOf(unit), &month) ||
      __builtin_add_overflow(month, MonthNumber(date), &month))
    return false;
  if (month < 12 || month >= 10'000 * 12) return false;  // before year 1, or after 9999
  const std::int64_t first = FirstOfMonth(month), next = FirstOfMonth(month + 1);
  out = std::min(first + date.day, next) - 1;
  return true;
}

}  // namespace

std::optional<Unit> UnitNamed(std::string_view name) {
  const auto found = std::ranges::find(kNames, etl::detail::LowerAscii(name));
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Unit>(found - kNames.begin());
}

std::string_view NameOf(Unit unit) { return kNames[static_cast<std::size_t>(unit)]; }

std::string UnitsHint(std::string_view written) {
  const std::vector<std::string> names(kNames.begin(), kNames.end());
  std::string out;
  if (const auto closest = Closest(written, names)) out = "did you mean '" + *closest + "'? ";
  out += "the units are";
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? " " : i + 1 == names.size() ? " and " : ", ") + names[i];
  return out;
}

// Both by way of years that begin in March, so that the leap day is the last of one.
CivilDate CivilOf(std::int64_t days) {
  days += 719468;
  const std::int64_t era = FloorDivide(days, 146097), day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  const int civil = static_cast<int>(month < 10 ? month + 3 : month - 9);
  return {year_of_era + era * 400 + (civil <= 2 ? 1 : 0), civil,
          static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1)};
}

std::int64_t DaysOf(CivilDate date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = FloorDivide(year, 400), year_of_era = year - era * 400;
  const int month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

int WeekDay(std::int64_t days) {
  const std::int64_t monday = FirstDayOf(Unit::kWeek, NumberOfDays(Unit::kWeek, days));
  return static_cast<int>(days - monday) + 1;
}

// A week belongs to the year of its Thursday.
int IsoWeek(std::int64_t days) {
  const std::int64_t thursday = days - WeekDay(days) + 4;
  const std::int64_t new_year = DaysOf({CivilOf(thursday).year, 1, 1});
  return static_cast<int>((thursday - new_year) / 7) + 1;
}

std::int64_t NumberOf(Unit unit, std::int32_t days) { return NumberOfDays(unit, days); }
std::int64_t NumberOf(Unit unit, std::int64_t micros) {
  if (IsOfClock(unit)) return FloorDivide(micros, MicrosOf(unit));
  return NumberOfDays(unit, DayOf(micros));
}

bool Truncate(Unit unit, std::int32_t days, std::int32_t& out) {
  const std::int64_t first = FirstDayOf(unit, NumberOfDays(unit, days));
  out = static_cast<std::int32_t>(first);
  return out == first;
}
bool Truncate(Unit unit, std::int64_t micros, std::int64_t& out) {
  const std::int64_t number = NumberOf(unit, micros);
  if (IsOfClock(unit)) return !__builtin_mul_overflow(number, MicrosOf(unit), &out);
  return !__builtin_mul_overflow(FirstDayOf(unit, number), kMicrosPerDay, &out);
}

bool AddUnits(Unit unit, std::int32_t days, std::int64_t count, std::int32_t& out) {
  std::int64_t sum = 0;
  if (unit < Unit::kWeek) {
    if (!AddMonths(unit, days, count, sum)) return false;
  } else if (__builtin_mul_overflow(count, unit == Unit::kWeek ? 7 : 1, &sum) ||
             __builtin_add_overflow(sum, std::int64_t{days}, &sum)) {
    return false;
  }
  out = static_cast<std::int32_t>(sum);
  return IsInRange(sum);
}
bool AddUnits(Unit unit, std::int64_t micros, std::int64_t count, std::int64_t& out) {
  if (unit < Unit::kWeek) {
    std::int64_t days = 0;
    if (!AddMonths(unit, DayOf(micros), count, days)) return false;
    out = days * kMicrosPerDay + ClockOf(micros);
  } else if (__builtin_mul_overflow(count, MicrosOf(unit), &out) ||
             __builtin_add_overflow(out, micros, &out)) {
    return false;
  }
  return IsInRange(DayOf(out));
}

}  // namespace etl::expression
