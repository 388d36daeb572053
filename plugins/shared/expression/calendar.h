// SPDX-License-Identifier: Apache-2.0
// Years, weeks and hours of the proleptic Gregorian calendar: which one a moment lies in, where one
// begins, and what lies some of them later. Days count from 1970-01-01.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "etl/temporal.h"

namespace etl::expression {

enum class Unit : std::uint8_t { kYear, kQuarter, kMonth, kWeek, kDay, kHour, kMinute, kSecond };

std::optional<Unit> UnitNamed(std::string_view name);  // "month", in any case
std::string_view NameOf(Unit unit);
// The names, for the hint of an error: what was probably meant, and what there is.
std::string UnitsHint(std::string_view written);

// Shorter than a day, so that a date has none of it.
inline bool IsOfClock(Unit unit) { return unit >= Unit::kHour; }

inline std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
inline std::int64_t DayOf(std::int32_t days) { return days; }
inline std::int64_t DayOf(std::int64_t micros) { return FloorDivide(micros, kMicrosPerDay); }
// Since midnight; a remainder, as the product of an extreme day would overflow.
inline std::int64_t ClockOf(std::int64_t micros) {
  const std::int64_t rest = micros % kMicrosPerDay;
  return rest < 0 ? rest + kMicrosPerDay : rest;
}

struct CivilDate {
  std::int64_t year;
  int month, day;
};
CivilDate CivilOf(std::int64_t days);
std::int64_t DaysOf(CivilDate date);

int WeekDay(std::int64_t days);  // 1, Monday, to 7
int IsoWeek(std::int64_t days);  // 1 to 53

// Years, months, weeks and so on are numbered from a fixed one on, whatever their size: a
// difference counts the boundaries between two moments.
std::int64_t NumberOf(Unit unit, std::int32_t days);
std::int64_t NumberOf(Unit unit, std::int64_t micros);

// The first moment of the unit that the value lies in; false: out of range.
bool Truncate(Unit unit, std::int32_t days, std::int32_t& out);
bool Truncate(Unit unit, std::int64_t micros, std::int64_t& out);

// `count` units later; a day that the month does not have is its last. False if that is outside of
// the years 0001 to 9999.
bool AddUnits(Unit unit, std::int32_t days, std::int64_t count, std::int32_t& out);
bool AddUnits(Unit unit, std::int64_t micros, std::int64_t count, std::int64_t& out);

}  // namespace etl::expression
