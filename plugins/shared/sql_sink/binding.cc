// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/binding.h"

#include <algorithm>
#include <set>

#include "etl/suggest.h"
#include "etl/value_text.h"

namespace etl::sql_sink {
namespace {

bool IsInteger(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64;
}
bool IsTimestamp(TypeId id) { return id == TypeId::kTimestamp || id == TypeId::kTimestampUtc; }

// Whether no value is lost by its type alone: a single one may still not fit.
bool Holds(const TargetColumn& target, DataType type) {
  const TypeId from = type.id, to = target.field.type.id;
  if (target.unwritable) return false;
  if (from == TypeId::kNull || to == TypeId::kNull) return true;
  const bool whole =
      IsInteger(from) || from == TypeId::kBool || (from == TypeId::kDecimal128 && type.scale == 0);
  if (to == TypeId::kBool) return from == TypeId::kBool;
  if (IsInteger(to)) return whole;
  if (to == TypeId::kDecimal128) return whole || from == TypeId::kDecimal128;
  if (to == TypeId::kFloat64)
    return from == TypeId::kFloat64 || from == TypeId::kInt32 || from == TypeId::kBool;
  if (IsTimestamp(to)) return IsTimestamp(from) || from == TypeId::kDate32;
  return from == to;
}

std::string TypeOf(const TargetColumn& target) {
  return target.field.sql_type.empty() ? ToString(target.field.type) : target.field.sql_type;
}

// Names in databases ignore the case of ASCII letters, at least; but in PostgreSQL, where two
// columns may differ in it alone.
const TargetColumn* Find(const Target& target, const std::string& name) {
  const auto same =
      std::find_if(target.columns.begin(), target.columns.end(),
                   [&](const TargetColumn& column) { return column.field.name == name; });
  if (same != target.columns.end()) return &*same;
  const std::string lower = detail::LowerAscii(name);
  const auto found = std::find_if(
      target.columns.begin(), target.columns.end(),
      [&](const TargetColumn& column) { return detail::LowerAscii(column.field.name) == lower; });
  return found == target.columns.end() ? nullptr : &*found;
}

std::vector<std::string> NamesOf(const Target& target) {
  std::vector<std::string> names;
  for (const TargetColumn& column : target.columns) names.push_back(column.field.name);
  return names;
}

// What is wrong with a column of the stream; empty: nothing.
std::string WhyNot(const Field& field, const std::string& name, const TargetColumn* column,
                   const Target& target) {
  if (!column) {
    const auto closest = Closest(name, NamesOf(target));
    return Format("there is no column {} in it{}", Quoted(name),
                  closest ? Format(" (did you mean {}?)", Quoted(*closest)) : std::string());
  }
  if (column->generated) return Format("its column {} is generated", Quoted(name));
  if (!Holds(*column, field.type))
    return Format("column {} is {}, which its {} does not hold", Quoted(field.name),
                  ToString(field.type), TypeOf(*column));
  if (field.type.id == TypeId::kNull && !column->field.nullable)
    return Format("column {} is always null, its column {} never is", Quoted(field.name),
                  Quoted(name));
  return {};
}

bool SameNames(std::vector<std::string> a, std::vector<std::string> b) {
  for (auto* names : {&a, &b}) {
    for (std::string& name : *names) name = detail::LowerAscii(name);
    std::sort(names->begin(), names->end());
  }
  return a == b;
}

}  // namespace

std::vector<BoundColumn> BindColumns(const LoadOptions& options, const Schema& schema,
                                     const Target& target) {
  std::vector<BoundColumn> bound;
  std::vector<std::string> wrong;
  std::set<const TargetColumn*> filled;
  for (const Field& field : schema) {
    const std::string name = NameInTable(options, field.name);
    const TargetColumn* column = Find(target, name);
    const std::string why = WhyNot(field, name, column, target);
    if (!why.empty()) wrong.push_back(why);
    filled.insert(column);
    const auto& key = options.key.value;
    const bool in_key = std::find(key.begin(), key.end(), field.name) != key.end();
    if (why.empty()) bound.push_back({field, *column, in_key});
  }
  for (const TargetColumn& column : target.columns)
    if (!filled.contains(&column) && !column.has_value && !column.generated &&
        !column.field.nullable)
      wrong.push_back(
          Format("nothing arrives for its column {}, which cannot be null and has no default",
                 Quoted(column.field.name)));
  if (wrong.empty()) return bound;
  std::string all;
  for (const std::string& why : wrong) all += (all.empty() ? "" : "; ") + why;
  throw ConfigError("table {} cannot take these rows: {}", Quoted(target.name), all)
      .Option(options.table.node.get())
      .Hint("`rename` gives columns other names; a select step leaves some out or casts them");
}

void CheckKey(const LoadOptions& options, const Target& target, const std::string& index_sql) {
  std::vector<std::string> names;
  for (const std::string& column : options.key.value) names.push_back(NameInTable(options, column));
  for (const UniqueIndex& index : target.unique)
    if (SameNames(index.columns, names)) return;
  throw ConfigError("table {} has no unique index of just the columns of `key`",
                    Quoted(target.name))
      .Option(options.key.node.get())
      .Hint("create it, or name the columns of another: " + index_sql);
}

bool HasOtherUniqueIndex(const std::vector<BoundColumn>& columns, const Target& target) {
  const std::vector<std::string> key = KeyNames(columns), all = Names(columns);
  return std::any_of(target.unique.begin(), target.unique.end(), [&](const UniqueIndex& index) {
    if (SameNames(index.columns, key)) return false;
    // One that no column of the stream is part of is filled by the database: a counter.
    return std::any_of(index.columns.begin(), index.columns.end(), [&](const std::string& column) {
      return std::any_of(all.begin(), all.end(), [&](const std::string& name) {
        return detail::LowerAscii(name) == detail::LowerAscii(column);
      });
    });
  });
}

std::vector<std::string> Names(const std::vector<BoundColumn>& columns) {
  std::vector<std::string> names;
  for (const BoundColumn& column : columns) names.push_back(column.target.field.name);
  return names;
}

std::vector<std::string> KeyNames(const std::vector<BoundColumn>& columns) {
  std::vector<std::string> names;
  for (const BoundColumn& column : columns)
    if (column.in_key) names.push_back(column.target.field.name);
  return names;
}

}  // namespace etl::sql_sink
