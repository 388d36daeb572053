// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/csv_encoder.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "etl/value_text.h"
#include "plugins/csv/base64.h"
#include "plugins/shared/number_text/write_number.h"

namespace etl::csv {
namespace {

using number_text::kMostNumberBytes;
using number_text::WriteDate;
using number_text::WriteDecimal;
using number_text::WriteDouble;
using number_text::WriteInteger;
using number_text::WriteTimestamp;
using number_text::WriteUnsigned;

constexpr std::int64_t kMostRows = 1024;
constexpr std::size_t kBlockBytes = 128 * 1024;

char* CopyOut(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

}  // namespace

template <auto kWrite>
char* CsvEncoder::WriteNumber(const Cells& cells, std::int64_t row, char* out) {
  const Layout& layout = cells.encoder->layout_;
  if (!layout.quote_all) {
    char* const end = kWrite(cells, row, out);
    if (layout.null.empty() ||
        std::string_view(out, static_cast<std::size_t>(end - out)) != layout.null)
      return end;
  }
  *out++ = '"';  // else it would read as null
  out = kWrite(cells, row, out);
  *out++ = '"';
  return out;
}

char* CsvEncoder::WriteText(const Cells& cells, std::int64_t row, char* out) {
  const std::string_view text = cells.column.TextAt(row);
  const TextCell& cell = cells.encoder->text_;
  if (!cells.plain) return cell.Write(text, out);
  return cell.WritePlain(
      text, static_cast<std::size_t>(cells.text_end - (text.data() + text.size())), out);
}

char* CsvEncoder::WriteBinary(const Cells& cells, std::int64_t row, char* out) {
  std::string text;
  AppendBase64(cells.column.TextAt(row), text);
  return cells.encoder->text_.Write(text, out);
}

decltype(CsvEncoder::Cells::write) CsvEncoder::WriterOf(TypeId type) {
  using Row = std::int64_t;
  switch (type) {
    case TypeId::kNull:
      return nullptr;
    case TypeId::kBool:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return CopyOut(cells.column.BoolAt(row) ? "true" : "false", out);
      }>;
    case TypeId::kInt32:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteInteger(cells.column.Int32At(row), out);
      }>;
    case TypeId::kInt64:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteInteger(cells.column.Int64At(row), out);
      }>;
    case TypeId::kUInt64:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteUnsigned(cells.column.UInt64At(row), out);
      }>;
    case TypeId::kFloat64:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteDouble(cells.column.Float64At(row), out);
      }>;
    case TypeId::kDecimal128:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteDecimal(cells.column.DecimalAt(row), cells.type.scale, out);
      }>;
    case TypeId::kDate32:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteDate(cells.column.Int32At(row), out);
      }>;
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return WriteTimestamp(cells.column.Int64At(row), cells.type.id == TypeId::kTimestampUtc,
                              out);
      }>;
    case TypeId::kDuration:
      return WriteNumber<[](const Cells& cells, Row row, char* out) {
        return CopyOut(FormatDuration(cells.column.Int64At(row)), out);
      }>;
    case TypeId::kUtf8:
      return WriteText;
    case TypeId::kBinary:
      return WriteBinary;
  }
  return nullptr;
}

CsvEncoder::CsvEncoder(const Schema& schema, const Layout& layout)
    : schema_(schema), layout_(layout), text_(layout) {
  row_bytes_ = layout.line_end.size();
  for (const Field& field : schema) {
    Cells& cells = cells_.emplace_back();
    cells.encoder = this;
    cells.type = field.type;
    const std::size_t value =
        IsVariable(field.type) ? TextCell::kTextRoom : kMostNumberBytes + 2;  // and the quotes
    cells.most_bytes = std::max(value, layout.null.size()) + 1;               // and the delimiter
    cells.write = WriterOf(field.type.id);
    row_bytes_ += cells.most_bytes;
  }
}

std::string CsvEncoder::Header() const {
  std::string header;
  for (const Field& field : schema_) {
    std::string cell(2 * field.name.size() + TextCell::kTextRoom, '\0');
    char* const end = text_.Write(field.name, cell.data());
    if (!end)
      throw ConfigError("a column's name holds a NUL, and CSV cannot: {}", Quoted(field.name));
    if (!header.empty()) header += layout_.delimiter;
    header.append(cell.data(), end);
  }
  return header + layout_.line_end;
}

void CsvEncoder::LookAt(const RecordBatch& batch, std::int64_t begin, std::int64_t count) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cells& cells = cells_[i];
    cells.column = batch.column(static_cast<int>(i));
    if (!IsVariable(cells.type) || count == 0) continue;
    const std::string_view first = cells.column.TextAt(begin);
    const std::string_view last = cells.column.TextAt(begin + count - 1);
    cells.text_end = last.data() + last.size();
    const auto bytes = static_cast<std::size_t>(cells.text_end - first.data());
    cells.plain = cells.type.id == TypeId::kUtf8 && !text_.IsSpecial({first.data(), bytes});
  }
}

std::size_t CsvEncoder::MostBytes(std::int64_t begin, std::int64_t count) const {
  std::size_t bytes = static_cast<std::size_t>(count) * row_bytes_;
  for (const Cells& cells : cells_) {
    if (!IsVariable(cells.type)) continue;
    const auto* offsets = cells.column.values<std::int32_t>();
    bytes += 2 * static_cast<std::size_t>(offsets[begin + count] - offsets[begin]);
  }
  return bytes;
}

std::int64_t CsvEncoder::Append(const RecordBatch& batch, std::int64_t begin, std::int64_t count,
                                std::int64_t position, ByteBuffer& out) {
  count = std::min(count, kMostRows);
  LookAt(batch, begin, 0);
  std::size_t most = MostBytes(begin, count);
  while (count > 1 && most > kBlockBytes) most = MostBytes(begin, count /= 2);
  LookAt(batch, begin, count);
  const std::size_t before = out.size();
  char* const room = out.Grow<char>(most + TextCell::kTextRoom);
  char* at = room;
  for (std::int64_t row = 0; row < count; ++row) at = WriteRow(begin + row, position + row, at);
  out.Resize(before + static_cast<std::size_t>(at - room));
  return count;
}

inline char* CsvEncoder::WriteRow(std::int64_t row, std::int64_t position, char* out) const {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Cells& cells = cells_[i];
    if (i > 0) *out++ = layout_.delimiter;
    if (cells.column.IsNull(row)) {
      out = CopyOut(layout_.null, out);
      continue;
    }
    out = cells.write(cells, row, out);
    if (!out) ThrowNul(i, position);
  }
  return CopyOut(layout_.line_end, out);
}

void CsvEncoder::ThrowNul(std::size_t column, std::int64_t position) const {
  throw DataError("the text holds a NUL, and CSV cannot")
      .Row(position)
      .Column(schema_[static_cast<int>(column)].name)
      .Hint("write it as binary, or remove the NUL first");
}

}  // namespace etl::csv
