// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/record_reader.h"

#include <algorithm>

#include "etl/value_text.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::json_records {
namespace {

using simdjson::dom::element;

// Values that are only checked are thrown away after so many.
constexpr std::int64_t kScratchRows = 1024;

}  // namespace

std::string RecordPlace::text() const {
  if (index < 0) return page;
  return (page.empty() ? "" : page + ", ") + "record " + std::to_string(index + 1);
}

std::string RecordPlace::pointer() const {
  return index < 0 ? records : records + "/" + std::to_string(index);
}

RecordReader::RecordReader(const DeclaredSchema& declared,
                           const std::optional<std::vector<std::string>>& wanted, Unwanted unwanted,
                           Undeclared undeclared)
    : undeclared_(undeclared) {
  std::vector<Field> built;
  for (const SchemaEntry& entry : declared.entries) {
    const std::string& name = entry.field.name;
    const bool asked = !wanted || std::find(wanted->begin(), wanted->end(), name) != wanted->end();
    const std::string pointer = entry.path.empty() ? "/" + EscapedStep(name) : entry.path;
    if (!asked && unwanted == Unwanted::kIgnored) continue;
    root_.Add(StepsOf(pointer), fields_.size());
    fields_.push_back({ValueAppender(entry.field), pointer, entry.optional,
                       asked ? static_cast<int>(built.size()) : -1,
                       ColumnBuilder(entry.field.type)});
    if (asked) built.push_back(entry.field);
  }
  schema_ = Schema(std::move(built));
}

void RecordReader::PlaceColumns(const std::vector<int>& places) {
  for (FieldPlan& field : fields_)
    if (field.output >= 0) field.output = places[static_cast<std::size_t>(field.output)];
}

void RecordReader::AcceptTexts() {
  for (FieldPlan& field : fields_) field.values.AcceptTexts();
}

void RecordReader::Append(const element& record, const RecordPlace& place,
                          RecordBatchBuilder& batch) {
  place_ = &place;
  batch_ = &batch;
  ++record_;
  found_ = 0;
  const auto object = record.get_object();
  if (object.error())
    throw DataError("{} is no object but {}: {}", place.index < 0 ? "the record" : place.pointer(),
                    KindOf(record), Shown(record))
        .Position(place.text())
        .Row(place.row);
  ReadObject(root_, object.value_unsafe());
  if (found_ != fields_.size()) AppendMissing();
}

void RecordReader::ReadObject(FieldNode& node, const simdjson::dom::object& object) {
  node.keys.Begin();
  for (auto field = object.begin(), end = object.end(); field != end; ++field) {
    const int child = node.keys.Find(field.key());
    if (child != KnownKeys::kNone)
      ReadValue(node.children[static_cast<std::size_t>(child)], field.value());
    else if (undeclared_ == Undeclared::kRefused && &node == &root_)
      FailUndeclared(field.key());
  }
}

void RecordReader::ReadValue(FieldNode& node, const element& value) {
  if (node.seen == record_)
    Fail(fields_[node.any_field()], node.pointer, "stands twice in the record", Shown(value));
  node.seen = record_;
  for (const std::size_t i : node.fields) AppendValue(fields_[i], value);
  if (node.children.empty()) return;
  if (value.is_object()) return ReadObject(node, value.get_object().value_unsafe());
  if (!value.is_array()) return;
  const simdjson::dom::array list = value.get_array().value_unsafe();
  for (FieldNode& child : node.children)
    if (child.index >= 0)
      if (const auto item = list.at(static_cast<std::size_t>(child.index)); !item.error())
        ReadValue(child, item.value_unsafe());
}

void RecordReader::AppendValue(FieldPlan& field, const element& value) {
  ColumnBuilder& column = ColumnOf(field);
  if (!field.values.Append(column, value))
    Fail(field, field.pointer, field.values.WhyNot(value), Shown(value));
  field.seen = record_;
  ++found_;
  if (field.output < 0 && column.length() >= kScratchRows) column.Finish();
}

void RecordReader::AppendMissing() {
  for (FieldPlan& field : fields_) {
    if (field.seen == record_) continue;
    if (!field.optional) Fail(field, field.pointer, "is missing", "");
    ColumnOf(field).AppendNull();
  }
}

void RecordReader::Fail(const FieldPlan& field, std::string_view pointer, std::string_view why,
                        const std::string& value) const {
  const bool missing = value.empty();
  throw DataError("{}{}{} {}{}{}", place_->pointer(), pointer, missing ? "" : ":", why,
                  missing ? "" : ": ", value)
      .Hint(missing ? "if records may lack it, declare it with `optional: true`" : "")
      .Column(field.values.field().name)
      .Position(place_->text())
      .Row(place_->row);
}

void RecordReader::FailUndeclared(std::string_view key) const {
  throw DataError("{}/{} is no column: the sample that the columns were found in lacks it",
                  place_->pointer(),
                  key.find('\0') == std::string_view::npos ? EscapedStep(key) : Quoted(key))
      .Hint("declare the columns with `schema`, or raise `sample`")
      .Position(place_->text())
      .Row(place_->row);
}

}  // namespace etl::json_records
