// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/column_types.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace etl::sqlite {
namespace {

using sql_source::BoundColumn;
using sql_source::Comparable;
using sql_source::SourceColumn;

std::string Upper(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

bool IsInteger(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64;
}

bool IsIsoText(TypeId id) {
  return id == TypeId::kDate32 || id == TypeId::kTimestamp || id == TypeId::kTimestampUtc ||
         id == TypeId::kDuration;
}

}  // namespace

Affinity AffinityOf(std::string_view declared) {
  const std::string name = Upper(declared);
  const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
  if (has("INT")) return Affinity::kInteger;
  if (has("CHAR") || has("CLOB") || has("TEXT")) return Affinity::kText;
  if (name.empty() || has("BLOB")) return Affinity::kBlob;
  if (has("REAL") || has("FLOA") || has("DOUB")) return Affinity::kReal;
  return Affinity::kNumeric;
}

Field FieldOf(std::string_view name, std::string_view declared) {
  Field field{std::string(name), Null(), true, 0, std::string(declared)};
  try {
    const DeclaredType type = ParseType(declared);
    field.type = type.type;
    field.max_chars = type.max_chars;
  } catch (const ConfigError&) {
    const Affinity affinity = AffinityOf(declared);
    if (affinity == Affinity::kText) field.type = Utf8();
    if (affinity == Affinity::kReal) field.type = Float64();
    if (affinity == Affinity::kBlob && !declared.empty()) field.type = Binary();
  }
  if (AffinityOf(declared) == Affinity::kInteger) field.type = Int64();
  return field;
}

bool SqliteRules::Reads(const SourceColumn& source, const Field& declared) const {
  const TypeId id = declared.type.id;
  const bool number =
      IsInteger(id) || id == TypeId::kBool || id == TypeId::kFloat64 || id == TypeId::kDecimal128;
  switch (static_cast<Affinity>(source.storage)) {
    case Affinity::kInteger:
      return number;
    case Affinity::kReal:
      return id == TypeId::kFloat64 || id == TypeId::kDecimal128;
    case Affinity::kText:
      return id == TypeId::kUtf8 || id == TypeId::kDecimal128 || IsIsoText(id);
    case Affinity::kNumeric:
      return number || IsVariable(declared.type) || IsIsoText(id);
    case Affinity::kBlob:
      break;
  }
  return true;
}

std::string SqliteRules::OrderTerm(const BoundColumn& column, const OrderKey& key) const {
  const TypeId id = column.field.type.id;
  std::string term = sql_dialect::QuoteIdentifier(dialect(), column.source->field.name);
  if (id == TypeId::kUtf8 && utf8_)
    term += " COLLATE BINARY";
  else if (id == TypeId::kDate32 || id == TypeId::kBinary)
    term += " COLLATE BINARY";
  else if (!IsInteger(id) && id != TypeId::kBool)
    return {};
  if (key.descending) term += " DESC";
  // SQLite's own place of nulls is first in an ascending order, last in a descending one.
  if (key.nulls_last && !key.descending) term += " NULLS LAST";
  if (!key.nulls_last && key.descending) term += " NULLS FIRST";
  return term;
}

Comparable SqliteRules::Compares(const BoundColumn& column, etl_value_type value) const {
  const TypeId id = column.field.type.id;
  const auto affinity = static_cast<Affinity>(column.source->storage);
  if ((IsInteger(id) || id == TypeId::kBool) && affinity == Affinity::kInteger &&
      (value == ETL_VALUE_INT || value == ETL_VALUE_BOOL))
    return Comparable::kOrder;
  if (id == TypeId::kDate32 && value == ETL_VALUE_DATE) return Comparable::kOrder;
  // The text of a time begins with its day.
  if ((id == TypeId::kTimestamp || id == TypeId::kTimestampUtc) && value == ETL_VALUE_DATE)
    return Comparable::kLowerBound;
  if (id == TypeId::kUtf8 && affinity == Affinity::kText && value == ETL_VALUE_TEXT)
    return Comparable::kEquality;
  return Comparable::kNothing;
}

}  // namespace etl::sqlite
