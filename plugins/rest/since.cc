// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/since.h"

#include <algorithm>
#include <limits>
#include <string>

#include "etl/suggest.h"
#include "etl/temporal.h"
#include "etl/value_text.h"

namespace etl::rest {
namespace {

constexpr std::string_view kPlace = "{since}";

bool IsTimestamp(TypeId id) { return id == TypeId::kTimestamp || id == TypeId::kTimestampUtc; }
bool IsInteger(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64;
}

const Field& ColumnOf(const RestOptions& options) {
  return FindColumn(options, options.since->column)->field;
}

std::string FormatOf(const RestOptions& options) {
  if (!options.since->format.empty()) return options.since->format;
  return IsTimestamp(ColumnOf(options).type.id) ? "datetime" : "date";
}

// Where the rows begin that are wanted: in integers, days, or, of timestamps, seconds. The API is
// told `value`; where it leaves out rows that equal that, one less, so that `>=` loses nothing.
std::int64_t Start(const RestOptions& options, const Predicate& predicate) {
  const bool timestamps = IsTimestamp(ColumnOf(options).type.id);
  std::int64_t value = predicate.values.at(0).integer;
  std::int64_t unit = 1;
  if (timestamps) {
    value *= kMicrosPerDay / kMicrosPerSecond;
    if (FormatOf(options) == "date" || FormatOf(options) == "compact")
      unit = kMicrosPerDay / kMicrosPerSecond;
  }
  const bool inclusive = predicate.op == ETL_OP_GE;
  if (inclusive && !options.since->includes)
    return value == std::numeric_limits<std::int64_t>::min() ? value : value - unit;
  // Of whole numbers and days the next one is the first that is news.
  if (!inclusive && options.since->includes && !timestamps)
    return value == std::numeric_limits<std::int64_t>::max() ? value : value + 1;
  return value;
}

std::string DateText(std::int64_t days, bool compact) {
  std::string text = FormatDate(static_cast<std::int32_t>(days));
  if (compact) std::erase(text, '-');
  return text;
}

Token WrittenAs(const RestOptions& options, std::int64_t start) {
  const TypeId id = ColumnOf(options).type.id;
  constexpr std::int64_t kSecondsPerDay = kMicrosPerDay / kMicrosPerSecond;
  if (IsInteger(id)) return {std::to_string(start), true};
  const std::string format = FormatOf(options);
  const std::int64_t seconds = IsTimestamp(id) ? start : start * kSecondsPerDay;
  if (format == "unix") return {std::to_string(seconds), true};
  if (format == "unix_ms") return {std::to_string(seconds * 1000), true};
  if (format == "datetime") {
    const std::string text = FormatTimestamp(seconds * kMicrosPerSecond, true);
    return {text, false};
  }
  std::int64_t days = seconds / kSecondsPerDay;
  if (seconds % kSecondsPerDay < 0) --days;
  return {DateText(days, format == "compact"), false};
}

bool CountsUp(const RestOptions& options, const Value& value) {
  const TypeId id = ColumnOf(options).type.id;
  if (IsInteger(id)) return value.type == ETL_VALUE_INT;
  return (id == TypeId::kDate32 || IsTimestamp(id)) && value.type == ETL_VALUE_DATE;
}

}  // namespace

bool IsFirstKey(const RestOptions& options) {
  return options.since && StyleOf(options) == Style::kKeyset &&
         options.since->parameter == options.paginate->parameter;
}

void CheckSince(const RestOptions& options) {
  const Since& since = *options.since;
  const SchemaEntry* entry = FindColumn(options, since.column);
  if (!entry)
    throw ConfigError("`since` names no column of the schema: {}", Quoted(since.column))
        .Hint("the column that an `incremental` cursor or a filter bounds");
  const TypeId id = entry->field.type.id;
  const bool dated = id == TypeId::kDate32 || IsTimestamp(id);
  if (!dated && !IsInteger(id) && id != TypeId::kDecimal128 && id != TypeId::kUtf8)
    throw ConfigError(
        "`since` needs a column of integers, decimals, dates, times or texts, and {} "
        "is {}",
        Quoted(since.column), ToString(entry->field.type));
  if (!since.format.empty() && !dated)
    throw ConfigError("`format` of `since` is for dates and times, and {} is {}",
                      Quoted(since.column), ToString(entry->field.type));
  if (since.value.find(kPlace) == std::string::npos)
    throw ConfigError("`value` of `since` has no {}, where the bound is to stand", kPlace);
  if (since.in == "body" && options.method != "POST")
    throw ConfigError("`since` stands in the body, which needs `method: POST`");
  if (IsFirstKey(options)) return;
  const std::string& parameter = since.parameter;
  const bool taken = std::any_of(
      options.query.begin(), options.query.end(),
      [&](const auto& query) { return since.in == "query" && query.first == parameter; });
  const bool paging = options.paginate &&
                      (parameter == options.paginate->parameter ||
                       (options.paginate->parameter.empty() && parameter == options.paginate->by));
  if (taken || paging)
    throw ConfigError("`{}` is a parameter of the {} already", parameter,
                      taken ? "query" : "paging")
        .Hint("`since` is sent in its own parameter, or as the first key of `by: keyset`");
}

bool CanAskFor(const RestOptions& options, const Predicate& predicate) {
  if (!options.since || predicate.column != options.since->column) return false;
  if (predicate.op != ETL_OP_GT && predicate.op != ETL_OP_GE) return false;
  const Value& value = predicate.values.at(0);
  if (CountsUp(options, value)) {
    const bool dated = value.type == ETL_VALUE_DATE;  // years that a date can be written in
    return !dated || (value.integer > -719'161 && value.integer < 2'932'895);
  }
  const TypeId id = ColumnOf(options).type.id;
  const bool written = (id == TypeId::kUtf8 && value.type == ETL_VALUE_TEXT) ||
                       (id == TypeId::kDecimal128 &&
                        (value.type == ETL_VALUE_DECIMAL || value.type == ETL_VALUE_INT));
  // There is no value just below one of these.
  return written && (predicate.op == ETL_OP_GT || options.since->includes);
}

std::optional<Token> SinceValue(const RestOptions& options,
                                const std::vector<Predicate>& predicates) {
  std::optional<std::int64_t> start;
  std::optional<Token> token;
  for (const Predicate& predicate : predicates) {
    if (!CanAskFor(options, predicate)) continue;
    const Value& value = predicate.values.at(0);
    if (CountsUp(options, value)) {
      const std::int64_t next = Start(options, predicate);
      start = start ? std::max(*start, next) : next;
      token = WrittenAs(options, *start);
    } else if (!token) {
      const bool number = value.type != ETL_VALUE_TEXT;
      token =
          Token{value.type == ETL_VALUE_INT ? std::to_string(value.integer) : value.text, number};
    }
  }
  if (!token || options.since->value == kPlace) return token;
  std::string text = options.since->value;
  text.replace(text.find(kPlace), kPlace.size(), token->text);
  return Token{std::move(text), false};
}

}  // namespace etl::rest
