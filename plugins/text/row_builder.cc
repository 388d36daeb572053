// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/row_builder.h"

#include "etl/value_text.h"
#include "plugins/text/shown.h"

namespace etl::text {
namespace {

bool IsInteger(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64;
}

bool IsDigits(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::int64_t CodePoints(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

}  // namespace

RowBuilder::RowBuilder(const Layout& layout) : layout_(layout), splitter_(layout) {
  for (const Column& column : layout.columns()) {
    values_.emplace_back(column.field);
    scratch_.emplace_back(column.field.type);
  }
}

ColumnBuilder& RowBuilder::Out(std::size_t column) {
  const int output = layout_.columns()[column].output;
  if (output >= 0) return batch_->column(output);
  scratch_[column].Truncate(0);
  return scratch_[column];
}

void RowBuilder::Append(std::string_view line, RecordBatchBuilder& batch) {
  batch_ = &batch;
  const auto& parts = splitter_.Split(line);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = layout_.parts()[i];
    const bool optional = part.column && layout_.columns()[*part.column].optional;
    if (!parts[i] || (parts[i]->empty() && optional))
      AppendMissing(part);
    else
      AppendPart(i, *parts[i]);
  }
}

void RowBuilder::AppendPart(std::size_t index, std::string_view text) {
  const Part& part = layout_.parts()[index];
  if (part.json) return AppendJson(part, text);
  AppendText(layout_.columns()[*part.column], text, Out(*part.column));
}

void RowBuilder::AppendText(const Column& column, std::string_view text, ColumnBuilder& out) {
  const Field& field = column.field;
  if (field.type.id != TypeId::kUtf8) {
    if (TryAppendParsed(out, text)) return;
    if (text.empty()) throw DataError("there is no {}", field.name).Column(field.name);
    if (IsInteger(field.type.id) && IsDigits(text))
      throw DataError("{} does not fit into {}", Shown(text), ToString(field.type))
          .Column(field.name);
    throw DataError("{} is no {}", Shown(text), ToString(field.type)).Column(field.name);
  }
  if (!IsUtf8(text))
    throw DataError("text that is not UTF-8: {}", Shown(text))
        .Column(field.name)
        .Hint("convert the file to UTF-8");
  if (field.max_chars > 0 && CodePoints(text) > field.max_chars)
    throw DataError("{} characters do not fit into {}: {}", CodePoints(text), field.sql_type,
                    Shown(text))
        .Column(field.name);
  out.AppendText(text);
}

void RowBuilder::AppendJson(const Part& part, std::string_view text) {
  simdjson::dom::element record;
  try {
    record = json_.Parse(text);
  } catch (DataError& error) {
    throw std::move(error).Column(part.name);
  }
  if (part.column) Out(*part.column).AppendText(text);
  for (const JsonField& field : part.fields) AppendField(field, record, text);
}

void RowBuilder::AppendField(const JsonField& field, simdjson::dom::element record,
                             std::string_view text) {
  const Column& column = layout_.columns()[field.column];
  const auto fail = [&](const std::string& what) {
    throw DataError("{}: {}", what, Shown(text)).Column(column.field.name);
  };
  if (!record.is_object() && !record.is_array())
    fail(Format("{} where an object is expected", json_records::KindOf(record)));
  simdjson::dom::element value;
  bool found = false;
  try {
    found = FindValue(record, field.steps, value);
  } catch (const DataError& error) {
    fail(error.what());
  }
  if (!found || value.is_null()) {
    if (!column.optional && found) fail(Format("{} is null", field.pointer));
    if (!column.optional && record.is_array())
      fail(Format("a list without {}, where an object is expected", field.pointer));
    if (!column.optional) fail(Format("there is no {} in the JSON", field.pointer));
    return Out(field.column).AppendNull();
  }
  const json_records::ValueAppender& why = values_[field.column];
  if (!values_[field.column].Append(Out(field.column), value))
    fail(Format("{}: {}, in", field.pointer, why.WhyNot(value)));
}

// A part that is not there: null for all that would come of it.
void RowBuilder::AppendMissing(const Part& part) {
  if (part.column) AppendNull(*part.column, part.name);
  for (const JsonField& field : part.fields) AppendNull(field.column, part.name);
}

void RowBuilder::AppendNull(std::size_t column, const std::string& what) {
  if (!layout_.columns()[column].optional)
    throw DataError("there is no {} on the line", what)
        .Column(layout_.columns()[column].field.name)
        .Hint("if that may be, declare the column with optional: true");
  Out(column).AppendNull();
}

}  // namespace etl::text
