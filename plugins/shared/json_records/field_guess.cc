// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/field_guess.h"

#include <algorithm>
#include <set>

#include "etl/temporal.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::json_records {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

// Copies, which a range-for keeps alive.
simdjson::dom::array ListOf(const element& value) { return value.get_array().value_unsafe(); }
simdjson::dom::object ObjectOf(const element& value) { return value.get_object().value_unsafe(); }

constexpr int kMostDepth = 3;
constexpr std::size_t kMostFields = 1000;  // of one object
constexpr std::size_t kMostNested = 30;    // fields; an object of more is a dictionary
constexpr std::int64_t kExact = std::int64_t{1} << 53;

enum Kind : unsigned {
  kBool = 1,
  kInteger = 2,
  kNatural = 4,
  kDouble = 8,
  kText = 16,
  kObject = 32,
  kList = 64
};
enum Form : unsigned { kDate = 1, kTimestamp = 2, kTimestampUtc = 4 };

unsigned FormsOf(std::string_view text) {
  if (ParseDate(text)) return kDate;
  bool has_zone = false;
  if (!ParseTimestamp(text, &has_zone)) return 0;
  return has_zone ? kTimestampUtc : kTimestamp;
}

bool IsNamePart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// "1. open" → "open": what an expression can say without quotes.
std::string NameOf(std::string_view key) {
  std::string name;
  for (const char c : key) {
    if (IsNamePart(c))
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  const std::size_t digits = name.find_first_not_of("0123456789_");
  if (digits != std::string::npos && name[0] >= '0' && name[0] <= '9') name.erase(0, digits);
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name.insert(0, "field_");
  return name;
}

}  // namespace

void RecordGuess::LookAt(Field& field, const element& value) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      ++field.nulls;
      return;
    case element_type::BOOL:
      field.kinds |= kBool;
      return;
    case element_type::INT64: {
      const std::int64_t integer = value.get_int64().value_unsafe();
      field.kinds |= kInteger;
      field.negative |= integer < 0;
      field.inexact |= integer > kExact || integer < -kExact;
      return;
    }
    case element_type::UINT64:
      field.kinds |= kNatural;
      return;
    case element_type::DOUBLE:
      field.kinds |= kDouble;
      return;
    case element_type::STRING:
      field.kinds |= kText;
      field.forms &= FormsOf(value.get_string().value_unsafe());
      return;
    case element_type::OBJECT:
      field.kinds |= kObject;
      return;
    default:
      field.kinds |= kList;
  }
}

RecordGuess::Field& RecordGuess::FieldOf(Field& parent, std::string_view key,
                                         std::size_t expected) {
  // Records mostly have the same fields in the same order.
  if (expected < parent.fields.size() && parent.fields[expected].key == key)
    return parent.fields[expected];
  for (Field& known : parent.fields)
    if (known.key == key) return known;
  Field& field = parent.fields.emplace_back();
  field.key = key;
  return field;
}

void RecordGuess::LookInto(Field& field, const object& object, int depth) {
  std::size_t place = 0;
  for (const auto [key, value] : object) {
    if (field.fields.size() >= kMostFields) return;
    Field& inner = FieldOf(field, key, place++);
    ++inner.seen;
    LookAt(inner, value);
    if (value.is_object() && depth < kMostDepth) LookInto(inner, ObjectOf(value), depth + 1);
  }
}

void RecordGuess::LookAtLists(const object& lists, std::int64_t rows) {
  root_.seen += rows;
  for (const auto [key, list] : lists) {
    Field& field = FieldOf(root_, key, root_.fields.size());
    field.seen += rows;
    if (!list.is_array()) continue;
    for (const element value : ListOf(list)) LookAt(field, value);
  }
}

void RecordGuess::Look(const object& record) {
  ++root_.seen;
  LookInto(root_, record, 1);
}

std::string RecordGuess::TypeOf(const Field& field) {
  const unsigned kinds = field.kinds;
  if (kinds == kBool) return "bool";
  if (kinds == kText) {
    if (field.forms & kDate) return "date";
    if (field.forms & kTimestamp) return "timestamp";
    return field.forms & kTimestampUtc ? "timestamptz" : "string";
  }
  if (kinds == kInteger) return "bigint";
  if ((kinds | kInteger) == (kInteger | kNatural) && !field.negative) return "ubigint";
  if (kinds != 0 && (kinds | kInteger) == (kInteger | kDouble) && !field.inexact) return "double";
  return "json";
}

void RecordGuess::AddColumns(const Field& parent, const std::string& path,
                             const std::string& prefix, bool optional,
                             std::vector<GuessedColumn>& out) {
  for (const Field& field : parent.fields) {
    const std::string pointer = path + "/" + EscapedStep(field.key);
    const std::string name = prefix + NameOf(field.key);
    const bool missing = optional || field.seen < parent.seen || parent.nulls > 0;
    if (field.kinds == kObject && !field.fields.empty() && field.fields.size() <= kMostNested) {
      AddColumns(field, pointer, name + "_", missing || field.nulls > 0, out);
      continue;
    }
    GuessedColumn column{name, TypeOf(field)};
    if (pointer != "/" + name) column.path = pointer;
    column.nullable = field.nulls > 0;
    column.optional = missing;
    if (field.kinds == 0) column.note = "it was null in every record";
    out.push_back(std::move(column));
  }
}

std::vector<GuessedColumn> RecordGuess::Columns() const {
  std::vector<GuessedColumn> columns;
  AddColumns(root_, "", "", false, columns);
  std::set<std::string> names;
  for (GuessedColumn& column : columns) {
    const std::string plain = column.name;
    for (int n = 2; !names.insert(column.name).second; ++n) {
      if (column.path.empty()) column.path = "/" + plain;
      column.name = plain + "_" + std::to_string(n);
    }
  }
  return columns;
}

void WriteColumns(const std::vector<GuessedColumn>& columns, Discovery& out) {
  for (const GuessedColumn& column : columns) {
    etl::Field field;
    field.name = column.name;
    field.nullable = column.nullable || column.optional;
    out.Column(field, column.type, column.optional, column.path, column.note);
  }
}

}  // namespace etl::json_records
