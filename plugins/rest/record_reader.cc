// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/record_reader.h"

#include <algorithm>

#include "plugins/rest/json_value.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::string Escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string Unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i)
    if (token[i] == '~' && i + 1 < token.size())
      out += token[++i] == '0' ? '~' : '/';
    else
      out += token[i];
  return out;
}

}  // namespace

std::string RecordPlace::text() const {
  return (page.empty() ? "" : page + ", ") + "record " + std::to_string(index + 1);
}

std::string RecordReader::FieldPlan::path() const {
  return pointer.empty() ? "/" + Escaped(key) : pointer;
}

RecordReader::RecordReader(const DeclaredSchema& declared,
                           const std::optional<std::vector<std::string>>& wanted) {
  std::vector<Field> built;
  for (const SchemaEntry& entry : declared.entries) {
    FieldPlan field{entry, {}, {}, -1, ColumnBuilder(entry.field.type)};
    if (entry.path.empty())
      field.key = entry.field.name;
    else if (entry.path.find('/', 1) == std::string::npos)
      field.key = Unescaped(std::string_view(entry.path).substr(1));
    else
      field.pointer = entry.path;
    if (!wanted || std::find(wanted->begin(), wanted->end(), entry.field.name) != wanted->end()) {
      field.output = static_cast<int>(built.size());
      built.push_back(entry.field);
    }
    fields_.push_back(std::move(field));
  }
  schema_ = Schema(std::move(built));
  found_.resize(fields_.size());
}

void RecordReader::Append(const element& record, const RecordPlace& place,
                          RecordBatchBuilder& batch) {
  if (!record.is_object())
    throw DataError("{}/{} is no object but {}: {}", place.records, place.index, KindOf(record),
                    Shown(record))
        .Position(place.text())
        .Row(place.row);
  FindFields(record.get_object().value_unsafe(), place);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    FieldPlan& field = fields_[i];
    ColumnBuilder& column = field.output < 0 ? field.scratch : batch.column(field.output);
    if (!found_[i]) {
      if (!field.entry.optional) Fail(field, place, "is missing", "");
      column.AppendNull();
    } else if (const std::string why = AppendJson(column, field.entry.field, *found_[i]);
               !why.empty()) {
      Fail(field, place, why, Shown(*found_[i]));
    }
    if (field.output < 0 && column.length() >= 1024) column.Finish();
  }
}

void RecordReader::FindFields(const simdjson::dom::object& record, const RecordPlace& place) {
  std::fill(found_.begin(), found_.end(), std::nullopt);
  std::size_t position = 0;
  for (const auto [key, value] : record) {
    const std::size_t at = FieldOf(key, position++);
    if (at == kNone) continue;
    if (found_[at]) Fail(fields_[at], place, "stands twice in the record", Shown(value));
    found_[at] = value;
  }
  for (std::size_t i = 0; i < fields_.size(); ++i)
    if (!fields_[i].pointer.empty())
      if (const auto nested = record.at_pointer(fields_[i].pointer); !nested.error())
        found_[i] = nested.value_unsafe();
}

std::size_t RecordReader::FieldOf(std::string_view key, std::size_t position) {
  const auto matches = [&](std::size_t i) {
    return fields_[i].pointer.empty() && fields_[i].key == key;
  };
  if (position >= expected_.size()) expected_.resize(position + 1, kNone);
  std::size_t& expected = expected_[position];
  if (expected != kNone && matches(expected)) return expected;
  for (std::size_t i = 0; i < fields_.size(); ++i)
    if (matches(i)) return expected = i;
  return kNone;
}

void RecordReader::Fail(const FieldPlan& field, const RecordPlace& place, std::string_view why,
                        const std::string& value) const {
  const std::string pointer = place.records + "/" + std::to_string(place.index) + field.path();
  const bool missing = value.empty();
  throw DataError("{}{} {}{}{}", pointer, missing ? "" : ":", why, missing ? "" : ": ", value)
      .Hint(missing ? "if records may lack it, declare it with `optional: true`" : "")
      .Column(field.entry.field.name)
      .Position(place.text())
      .Row(place.row);
}

}  // namespace etl::rest
