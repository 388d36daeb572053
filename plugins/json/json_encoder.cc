// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "etl/value_text.h"
#include "plugins/json/json_value.h"
#include "plugins/shared/number_text/write_number.h"

namespace etl::json {
namespace {

constexpr std::int64_t kMostRows = 1024;
constexpr std::size_t kBlockBytes = 128 * 1024;

char* CopyOut(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// A short text, of which 32 bytes may be read, to where 32 may be written: a copy of a size that
// the compiler knows takes no call.
char* CopyShort(const std::string& text, char* out) {
  if (text.size() > 32 || text.capacity() < 32) return CopyOut(text, out);
  std::memcpy(out, text.data(), 32);
  return out + text.size();
}

std::string QuotedName(std::string_view name) {
  std::string out;
  if (!AppendString(name, out))
    throw ConfigError("a name in JSON must be valid UTF-8: {}", Quoted(name));
  return out;
}

std::string WithRoom(std::string text) {
  text.reserve(32);
  return text;
}

// The texts of rows that follow one another, which lie side by side.
std::string_view TextsOf(const Column& column, std::int64_t begin, std::int64_t count) {
  const std::string_view first = column.TextAt(begin), last = column.TextAt(begin + count - 1);
  return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

// Whether they are written as they are. Valid as a whole says nothing of parts that begin within a
// character.
bool ArePlain(const Column& column, std::int64_t begin, std::int64_t count) {
  const std::string_view texts = TextsOf(column, begin, count);
  if (!IsUnescaped(texts)) return false;
  if (IsAscii(texts)) return true;
  if (!IsUtf8(texts)) return false;
  const char* const end = texts.data() + texts.size();
  for (std::int64_t row = begin; row < begin + count; ++row)
    if (const char* first = column.TextAt(row).data(); first != end && (*first & 0xc0) == 0x80)
      return false;
  return true;
}

}  // namespace

// Text that holds no character to escape.
template <auto kWrite>
char* Encoder::WriteQuoted(const Cells& cells, std::int64_t row, char* out) {
  *out++ = '"';
  out = kWrite(cells, row, out);
  *out++ = '"';
  return out;
}

char* Encoder::WriteText(const Cells& cells, std::int64_t row, char* out) {
  const std::string_view text = cells.column.TextAt(row);
  if (!cells.plain) return WriteString(text, out);
  *out++ = '"';
  out = CopyOut(text, out);
  *out++ = '"';
  return out;
}

decltype(Encoder::Cells::write) Encoder::WriterOf(TypeId type) {
  using Row = std::int64_t;
  switch (type) {
    case TypeId::kNull:
      return nullptr;
    case TypeId::kBool:
      return [](const Cells& cells, Row row, char* out) {
        return CopyOut(cells.column.BoolAt(row) ? "true" : "false", out);
      };
    case TypeId::kInt32:
      return [](const Cells& cells, Row row, char* out) {
        return number_text::WriteInteger(cells.column.Int32At(row), out);
      };
    case TypeId::kInt64:
      return [](const Cells& cells, Row row, char* out) {
        return number_text::WriteInteger(cells.column.Int64At(row), out);
      };
    case TypeId::kUInt64:
      return [](const Cells& cells, Row row, char* out) {
        return number_text::WriteUnsigned(cells.column.UInt64At(row), out);
      };
    case TypeId::kFloat64:
      return [](const Cells& cells, Row row, char* out) -> char* {
        const double value = cells.column.Float64At(row);
        return std::isfinite(value) ? number_text::WriteDouble(value, out) : nullptr;
      };
    case TypeId::kDecimal128:
      return [](const Cells& cells, Row row, char* out) {
        return number_text::WriteDecimal(cells.column.DecimalAt(row), cells.type.scale, out);
      };
    case TypeId::kUtf8:
      return WriteText;
    case TypeId::kBinary:
      return [](const Cells& cells, Row row, char* out) {
        return WriteBase64(cells.column.TextAt(row), out);
      };
    default:
      return WriterOfTime(type);
  }
}

decltype(Encoder::Cells::write) Encoder::WriterOfTime(TypeId type) {
  using Row = std::int64_t;
  if (type == TypeId::kDate32)
    return WriteQuoted<[](const Cells& cells, Row row, char* out) {
      return number_text::WriteDate(cells.column.Int32At(row), out);
    }>;
  if (type == TypeId::kDuration)
    return WriteQuoted<[](const Cells& cells, Row row, char* out) {
      return CopyOut(FormatDuration(cells.column.Int64At(row)), out);
    }>;
  return WriteQuoted<[](const Cells& cells, Row row, char* out) {
    return number_text::WriteTimestamp(cells.column.Int64At(row),
                                       cells.type.id == TypeId::kTimestampUtc, out);
  }>;
}

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
  row_bytes_ = before_row_.size() + after_row_.size();
  for (int i = 0; i < schema.size(); ++i) {
    Cells& cells = cells_.emplace_back();
    cells.type = schema[i].type;
    cells.before =
        WithRoom((i == 0 ? "" : ",") + line(array + 2) + QuotedName(schema[i].name) + colon);
    cells.write = WriterOf(cells.type.id);
    row_bytes_ += cells.before.size() + number_text::kMostNumberBytes + 2;  // and the quotes
  }
}

void Encoder::LookAt(const RecordBatch& batch, std::int64_t begin, std::int64_t count) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cells& cells = cells_[i];
    cells.column = batch.column(static_cast<int>(i));
    cells.plain =
        cells.type.id == TypeId::kUtf8 && count > 0 && ArePlain(cells.column, begin, count);
  }
}

std::size_t Encoder::MostBytes(std::int64_t begin, std::int64_t count) const {
  std::size_t bytes = static_cast<std::size_t>(count) * row_bytes_;
  for (const Cells& cells : cells_) {
    if (!IsVariable(cells.type)) continue;
    const auto* offsets = cells.column.values<std::int32_t>();
    const auto size = static_cast<std::size_t>(offsets[begin + count] - offsets[begin]);
    bytes += (cells.plain ? 1 : kMostEscape) * size;
  }
  return bytes;
}

std::int64_t Encoder::Append(const RecordBatch& batch, std::int64_t begin, std::int64_t count,
                             std::int64_t position, ByteBuffer& out) {
  count = std::min(count, kMostRows);
  LookAt(batch, begin, count);
  std::size_t most = MostBytes(begin, count);
  while (count > 1 && most > kBlockBytes) most = MostBytes(begin, count /= 2);
  const std::size_t before = out.size();
  char* const room = out.Grow<char>(most + 32);
  char* at = room;
  for (std::int64_t row = 0; row < count; ++row) at = WriteRow(begin + row, position + row, at);
  out.Resize(before + static_cast<std::size_t>(at - room));
  return count;
}

inline char* Encoder::WriteRow(std::int64_t row, std::int64_t position, char* out) {
  out = CopyOut(empty_ ? before_first_row_ : before_row_, out);
  empty_ = false;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Cells& cells = cells_[i];
    out = CopyShort(cells.before, out);
    if (cells.column.IsNull(row)) {
      out = CopyOut("null", out);
      continue;
    }
    out = cells.write(cells, row, out);
    if (!out) Refuse(i, row, position);
  }
  return CopyOut(after_row_, out);
}

void Encoder::Refuse(std::size_t column, std::int64_t row, std::int64_t position) const {
  const Cells& cells = cells_[column];
  const std::string& name = schema_[static_cast<int>(column)].name;
  if (cells.type.id == TypeId::kFloat64)
    throw DataError("JSON has no number for {}", FormatFloat64(cells.column.Float64At(row)))
        .Row(position)
        .Column(name)
        .Hint("filter such rows out, or make the value null first");
  throw DataError("the text is not valid UTF-8, and JSON holds nothing else: {}",
                  Quoted(cells.column.TextAt(row)))
      .Row(position)
      .Column(name)
      .Hint("declare the column as binary, or repair it at its source");
}

}  // namespace etl::json
