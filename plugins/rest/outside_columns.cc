// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/outside_columns.h"

#include "etl/value_text.h"

namespace etl::rest {
namespace {

bool Fits(const Field& field, std::string_view text) {
  if (field.max_chars == 0 || text.size() <= static_cast<std::size_t>(field.max_chars)) return true;
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count <= field.max_chars;
}

}  // namespace

void OutsideColumns::Add(const SchemaEntry& entry, int place) {
  const std::string& name = entry.field.name;
  Column column{
      From::kEnvelope, place, entry.optional, {}, json_records::ValueAppender(entry.field), {}};
  if (options_.text_numbers) column.values.AcceptTexts();
  if (options_.for_each && options_.for_each->column == name)
    column.from = From::kForEach;
  else if (options_.key == name)
    column.from = From::kKey;
  else
    for (const auto& [envelope, pointer] : options_.envelope)
      if (envelope == name) column.pointer = pointer;
  columns_.push_back(std::move(column));
}

void OutsideColumns::BeginPage(const simdjson::dom::element& root, const std::string& page) {
  for (Column& column : columns_) {
    if (column.from != From::kEnvelope) continue;
    const std::string& name = column.values.field().name;
    const auto found = root.at_pointer(column.pointer);
    column.missing = found.error() != simdjson::SUCCESS;
    if (column.missing && !column.optional)
      throw DataError("the answer has no {}", column.pointer)
          .Hint("if pages may lack it, declare it with `optional: true`")
          .Column(name)
          .Position(page);
    if (column.missing) continue;
    column.found = found.value_unsafe();
    ColumnBuilder scratch(column.values.field().type);
    if (!column.values.Append(scratch, column.found))
      throw DataError("{}: {}: {}", column.pointer, column.values.WhyNot(column.found),
                      json_records::Shown(column.found))
          .Column(name)
          .Position(page);
  }
}

void OutsideColumns::Append(std::string_view key, const json_records::RecordPlace& place,
                            RecordBatchBuilder& batch) {
  for (Column& column : columns_) {
    ColumnBuilder& out = batch.column(column.place);
    if (column.from == From::kForEach)
      AppendText(column, value_, "the value of for_each", place, batch);
    else if (column.from == From::kKey)
      AppendText(column, key, "the key", place, batch);
    else if (column.missing)
      out.AppendNull();
    else if (!column.values.Append(out, column.found))
      out.AppendNull();  // cannot be: it was tried when the page began
  }
}

void OutsideColumns::AppendText(const Column& column, std::string_view text, std::string_view what,
                                const json_records::RecordPlace& place,
                                RecordBatchBuilder& batch) const {
  const Field& field = column.values.field();
  if (Fits(field, text) && TryAppendParsed(batch.column(column.place), text)) return;
  throw DataError("{} is no {}: {}", what, field.sql_type, Quoted(text))
      .Column(field.name)
      .Position(place.text())
      .Row(place.row);
}

}  // namespace etl::rest
