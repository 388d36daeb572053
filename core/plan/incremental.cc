// SPDX-License-Identifier: Apache-2.0
#include "plan/incremental.h"

#include <fmt/format.h>

#include <functional>
#include <limits>

#include "config/scalar.h"
#include "config/suggest.h"
#include "etl/compare.h"
#include "etl/decimal.h"
#include "etl/temporal.h"
#include "etl/value_text.h"
#include "plan/quantity.h"

namespace etl::plan {

namespace {

using config::Node;

constexpr std::int64_t kMsPerDay = 86'400'000;

bool IsTimestamp(DataType type) {
  return type.id == TypeId::kTimestamp || type.id == TypeId::kTimestampUtc;
}

void ReadLag(const Node::Entry& entry, const std::string& path, Incremental& out,
             config::Findings& findings) {
  if (entry.value.unresolved()) return;
  out.lag_number = config::ParseInt(entry.value.text());
  if (!out.lag_number) out.lag_ms = ParseDurationMs(entry.value.text());
  if (out.lag_number.value_or(0) < 0 || (!out.lag_number && !out.lag_ms))
    findings.Error(entry.value.mark(), "wrong-type", path + ".lag",
                   fmt::format("expected a number or a duration, got `{}`", entry.value.text()),
                   "write 48h for a cursor of dates or times, 1000 for one of integers");
}

void ReadEntry(const Node::Entry& entry, const std::string& path, Incremental& out,
               config::Findings& findings) {
  if (entry.key == "cursor") {
    out.cursor = entry.value.text();
  } else if (entry.key == "inclusive") {
    const auto value = entry.value.substituted() ? config::ParseBool(entry.value.text())
                                                 : config::AsBool(entry.value);
    out.inclusive = value.value_or(false);
    if (!value && !entry.value.unresolved())
      findings.Error(entry.value.mark(), "wrong-type", path + ".inclusive",
                     fmt::format("expected true or false, got `{}`", entry.value.text()));
  } else if (entry.key == "lag") {
    ReadLag(entry, path, out, findings);
  } else {
    findings.Error(
        entry.key_mark, "unknown-option", path, fmt::format("unknown option `{}`", entry.key),
        config::DidYouMean(entry.key, std::vector<std::string>{"cursor", "inclusive", "lag"}));
  }
}

// One cursor for several series would be that of the series which is furthest: rows of a value that
// is added later, or whose news come late, would never be read.
void RefuseSeries(const Incremental& incremental, const std::string& path,
                  config::Findings& findings) {
  findings.Error(
      incremental.mark, "cursor", path,
      "one cursor cannot follow the series of `for_each`: a value that is added later, "
      "or whose news come late, would lose rows",
      "leave `incremental` out and let the sink replace what it has (`mode: upsert`), or "
      "write a source for each value and unite them");
}

// What of the lag applies to the type, in the units of its values; 0 without one.
std::int64_t LagOf(const Incremental& incremental, DataType type) {
  if (!incremental.lag_number && !incremental.lag_ms) return 0;
  if (IsInteger(type) && incremental.lag_number) return *incremental.lag_number;
  if (type.id == TypeId::kDate32 && incremental.lag_ms)
    return (*incremental.lag_ms + kMsPerDay - 1) / kMsPerDay;
  if (IsTimestamp(type) && incremental.lag_ms) return *incremental.lag_ms * 1000;
  throw ConfigError("`lag` does not fit the cursor `{}`, which is {}", incremental.cursor,
                    ToString(type))
      .Hint("write 48h for a cursor of dates or times, 1000 for one of integers; others have none");
}

template <typename T>
T Subtract(T value, std::int64_t lag) {
  T out;
  return __builtin_sub_overflow(value, lag, &out) ? std::numeric_limits<T>::min() : out;
}

RecordBatch OneRow(const Field& column, const std::function<void(ColumnBuilder&)>& append) {
  ColumnBuilder builder(column.type);
  append(builder);
  return RecordBatch(Schema({column}), {builder.Finish()}, 1);
}

RecordBatch LessLag(const Field& column, RecordBatch value, std::int64_t lag) {
  const Column& from = value.column(0);
  if (lag == 0) return value;
  return OneRow(column, [&](ColumnBuilder& out) {
    if (FixedWidth(column.type) == 4)
      out.AppendInt32(Subtract(from.Int32At(0), lag));
    else if (column.type.id == TypeId::kUInt64)
      out.AppendUInt64(Subtract(from.UInt64At(0), lag));
    else
      out.AppendInt64(Subtract(from.Int64At(0), lag));
  });
}

// Values of predicates have no times. A day is early enough for all of its times, and the day
// before for those that are kept with a zone.
Value DayOf(const Column& column) {
  std::int64_t day = column.Int64At(0) / kMicrosPerDay;
  if (column.Int64At(0) % kMicrosPerDay < 0) --day;
  return {ETL_VALUE_DATE, column.type().id == TypeId::kTimestampUtc ? day - 1 : day, 0, {}};
}

Value ToValue(const Column& column) {
  switch (column.type().id) {
    case TypeId::kInt32:
      return {ETL_VALUE_INT, column.Int32At(0), 0, {}};
    case TypeId::kInt64:
      return {ETL_VALUE_INT, column.Int64At(0), 0, {}};
    case TypeId::kDate32:
      return {ETL_VALUE_DATE, column.Int32At(0), 0, {}};
    case TypeId::kUtf8:
      return {ETL_VALUE_TEXT, 0, 0, std::string(column.TextAt(0))};
    case TypeId::kUInt64:
      if (column.UInt64At(0) <= std::numeric_limits<std::int64_t>::max())
        return {ETL_VALUE_INT, static_cast<std::int64_t>(column.UInt64At(0)), 0, {}};
      [[fallthrough]];
    default:
      return {ETL_VALUE_DECIMAL, 0, 0, FormatValue(column, 0)};
  }
}

Predicate PredicateOf(const std::string& name, const CursorBound& bound) {
  const Column& column = bound.value.column(0);
  if (IsTimestamp(column.type())) return {name, ETL_OP_GE, {DayOf(column)}};
  return {name, bound.inclusive ? ETL_OP_GE : ETL_OP_GT, {ToValue(column)}};
}

}  // namespace

std::optional<Incremental> ReadIncremental(const config::Step& step, config::Findings& findings) {
  const Node::Entry* option = step.Option("incremental");
  if (!option || step.section != "sources") return std::nullopt;
  const std::string path = step.path() + ".incremental";
  if (!option->value.is_mapping()) {
    findings.Error(option->key_mark, "wrong-type", path, "expected a mapping: {cursor: COLUMN}");
    return std::nullopt;
  }
  Incremental out;
  out.mark = option->key_mark;
  for (const Node::Entry& entry : option->value.entries()) ReadEntry(entry, path, out, findings);
  if (step.Option("for_each")) RefuseSeries(out, path, findings);
  if (!out.cursor.empty()) return out;
  findings.Error(option->key_mark, "missing-option", path, "`cursor` is missing",
                 "name the column that grows with every new row");
  return std::nullopt;
}

bool IsCursorType(DataType type) {
  return IsInteger(type) || type.id == TypeId::kDate32 || IsTimestamp(type) ||
         type.id == TypeId::kDecimal128 || type.id == TypeId::kUtf8;
}

std::string CursorTypeName(DataType type) {
  if (IsInteger(type)) return "bigint";
  return type.id == TypeId::kDecimal128 ? "decimal" : ToString(type);
}

void CheckCursor(const Incremental& incremental, const Field& column, const CursorState* last,
                 const std::string& dataset) {
  if (!IsCursorType(column.type))
    throw ConfigError("`{}` is {}, which is no cursor", column.name, ToString(column.type))
        .Hint("a cursor is a column of integers, decimals, dates, times or texts");
  LagOf(incremental, column.type);
  if (!last) return;
  const std::string hint =
      "read everything once more with --full-refresh, or forget it with `etl state reset`";
  if (last->column != column.name)
    throw ConfigError("its cursor was `{}` in the last run, and is `{}` now", last->column,
                      column.name)
        .Hint(hint);
  if (last->type != CursorTypeName(column.type))
    throw ConfigError("its cursor `{}` was {} in the last run, and is {} now", column.name,
                      last->type, CursorTypeName(column.type))
        .Hint(hint);
  const auto shown = [](const std::string& name) {
    return name.empty() ? std::string("no dataset") : "the dataset " + name;
  };
  if (last->dataset && *last->dataset != dataset)
    throw ConfigError(
        "its cursor was kept by a run with {}, and this one has {}: rows of one say "
        "nothing of the other's",
        shown(*last->dataset), shown(dataset))
        .Hint(
            "give each dataset a state of its own with --state DIR; or set the cursor for this "
            "one with `etl state set`, or read everything with --full-refresh");
  ParseCursor(column, last->value);
}

RecordBatch ParseCursor(const Field& column, const std::string& value) {
  return OneRow(column, [&](ColumnBuilder& out) {
    if (!TryAppendParsed(out, value))
      throw ConfigError("the cursor `{}` is {}: that is no value of it: {}", column.name,
                        ToString(column.type), Quoted(value));
  });
}

CursorBound MakeBound(const Incremental& incremental, const Field& column,
                      const CursorState& last) {
  CursorBound bound;
  const std::int64_t lag = LagOf(incremental, column.type);
  bound.last = ParseCursor(column, last.value);
  bound.value = LessLag(column, bound.last, lag);
  bound.inclusive = incremental.inclusive || lag > 0;
  bound.wanted = PredicateOf(column.name, bound);
  return bound;
}

}  // namespace etl::plan
