// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_encoder.h"

#include <charconv>

#include "etl/value_text.h"
#include "plugins/json/json_value.h"

namespace etl::json {
namespace {

template <typename T>
void AppendInteger(T value, std::string& out) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

// Texts that hold no character to escape.
void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  out += text;
  out += '"';
}

[[noreturn]] void ThrowNoUtf8(const Field& field, std::int64_t position, std::string_view text) {
  throw DataError("the text is not valid UTF-8, and JSON holds nothing else: {}", Quoted(text))
      .Row(position)
      .Column(field.name)
      .Hint("declare the column as binary, or repair it at its source");
}
[[noreturn]] void ThrowNoNumber(const Field& field, std::int64_t position, double value) {
  throw DataError("JSON has no number for {}", FormatFloat64(value))
      .Row(position)
      .Column(field.name)
      .Hint("filter such rows out, or make the value null first");
}

// A value that is not null.
void AppendValue(const Field& field, const Column& column, std::int64_t row, std::int64_t position,
                 std::string& out) {
  switch (field.type.id) {
    case TypeId::kNull:
      out += "null";
      return;
    case TypeId::kBool:
      out += column.BoolAt(row) ? "true" : "false";
      return;
    case TypeId::kInt32:
      return AppendInteger(column.Int32At(row), out);
    case TypeId::kInt64:
      return AppendInteger(column.Int64At(row), out);
    case TypeId::kUInt64:
      return AppendInteger(column.UInt64At(row), out);
    case TypeId::kFloat64:
      if (!AppendFloat64(column.Float64At(row), out))
        ThrowNoNumber(field, position, column.Float64At(row));
      return;
    case TypeId::kUtf8:
      if (!AppendString(column.TextAt(row), out)) ThrowNoUtf8(field, position, column.TextAt(row));
      return;
    case TypeId::kBinary:
      return AppendBase64(column.TextAt(row), out);
    case TypeId::kDecimal128:
      out += FormatDecimal(column.DecimalAt(row), field.type.scale);
      return;
    default:
      return AppendQuoted(FormatValue(column, row), out);
  }
}

std::string QuotedName(std::string_view name) {
  std::string out;
  if (!AppendString(name, out))
    throw ConfigError("a name in JSON must be valid UTF-8: {}", Quoted(name));
  return out;
}

}  // namespace

Encoder::Encoder(const Schema& schema, const Layout& layout) : schema_(schema) {
  const auto line = [&](int level) {
    return layout.indent == 0
               ? std::string()
               : "\n" + std::string(static_cast<std::size_t>(layout.indent * level), ' ');
  };
  const std::string colon = layout.indent == 0 ? ":" : ": ";
  const int array = layout.root.empty() ? 0 : 1;
  if (layout.lines) {
    after_row_ = "}\n";
    before_first_row_ = before_row_ = "{";
  } else {
    begin_ = layout.root.empty() ? "[" : "{" + line(1) + QuotedName(layout.root) + colon + "[";
    end_empty_ = layout.root.empty() ? "]\n" : "]" + line(0) + "}\n";
    end_ = line(array) + end_empty_;
    before_first_row_ = line(array + 1) + "{";
    before_row_ = "," + before_first_row_;
    after_row_ = (schema.size() == 0 ? "" : line(array + 1)) + "}";
  }
  for (int i = 0; i < schema.size(); ++i)
    before_value_.push_back((i == 0 ? "" : ",") + line(array + 2) + QuotedName(schema[i].name) +
                            colon);
}

void Encoder::Row(const RecordBatch& batch, std::int64_t row, std::int64_t position,
                  std::string& out) {
  out += empty_ ? before_first_row_ : before_row_;
  empty_ = false;
  for (int i = 0; i < schema_.size(); ++i) {
    out += before_value_[static_cast<std::size_t>(i)];
    if (const Column& column = batch.column(i); column.IsNull(row))
      out += "null";
    else
      AppendValue(schema_[i], column, row, position, out);
  }
  out += after_row_;
}

void Encoder::End(std::string& out) const { out += empty_ ? end_empty_ : end_; }

}  // namespace etl::json
