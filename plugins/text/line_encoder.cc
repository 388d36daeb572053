// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/line_encoder.h"

#include <algorithm>
#include <utility>

#include "etl/value_text.h"

namespace etl::text {
namespace {

void AppendTo(ByteBuffer& out, std::string_view text) { out.AppendBytes(text.data(), text.size()); }

std::string NamesOf(const Schema& schema) {
  std::string names;
  for (const Field& field : schema) names += (names.empty() ? "" : ", ") + field.name;
  return names;
}

// Whether the first separator of `text`, followed by one, stands before the end of the text: in it,
// or over its end, as that of "a:" before "::" does.
bool IsCutBefore(std::string_view text, std::string_view separator) {
  if (text.find(separator) != text.npos) return true;
  const std::size_t tail = std::min(text.size(), separator.size() - 1);
  std::string end(text.substr(text.size() - tail));
  end += separator;
  return end.find(separator) < tail;
}

}  // namespace

LineEncoder::LineEncoder(const Schema& schema, LineLayout layout)
    : schema_(schema), layout_(std::move(layout)) {
  if (schema.size() > 1 && layout_.separator.empty())
    throw ConfigError("a line is one column unless a `separator` stands between them, not {}: {}",
                      schema.size(), NamesOf(schema))
        .Hint("give a `separator`, or keep one column with `select`");
  for (const Field& field : schema)
    if (field.type.id == TypeId::kBinary)
      throw ConfigError("column `{}` is binary, and a line of text cannot hold it", field.name)
          .Hint("cast it to a text with `select`, or leave it out");
}

void LineEncoder::Append(const RecordBatch& batch, std::int64_t row, std::int64_t position,
                         ByteBuffer& out) const {
  for (int i = 0; i < schema_.size(); ++i) {
    if (i > 0) AppendTo(out, layout_.separator);
    const Column column = batch.column(i);
    if (column.IsNull(row)) {
      AppendTo(out, layout_.null);
    } else if (column.type().id == TypeId::kUtf8) {
      Check(column.TextAt(row), i, position);
      AppendTo(out, column.TextAt(row));
    } else {
      const std::string value = FormatValue(column, row);
      Check(value, i, position);
      AppendTo(out, value);
    }
  }
  AppendTo(out, layout_.line_end);
}

void LineEncoder::Check(std::string_view text, int column, std::int64_t position) const {
  const auto refuse = [&](const char* what, const char* hint) {
    throw DataError("the text holds {}: {}", what, Quoted(text))
        .Row(position)
        .Column(schema_[column].name)
        .Hint(hint);
  };
  if (text.find_first_of("\n\r") != text.npos)
    refuse("a line break, and a line of text cannot",
           "replace it with `select`, or write csv, which can quote it");
  if (column + 1 < schema_.size() && IsCutBefore(text, layout_.separator))
    refuse("the separator, and would be cut there when it is read",
           "choose another `separator`, or write csv, which can quote it");
}

}  // namespace etl::text
