// SPDX-License-Identifier: Apache-2.0
// Picks rows out of several batches, column by column.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "etl/byte_buffer.h"
#include "etl/error.h"
#include "etl/record_batch.h"

ETL_SDK_BEGIN

// A row of one of several batches; the default is no row at all, whose values are null.
struct RowRef {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t batch = kNone, row = 0;

  bool is_none() const { return batch == kNone; }
};

// One column out of each of the batches that rows refer to, by the batch's number.
using ColumnSet = std::vector<const Column*>;

inline ColumnSet ColumnsOf(const std::vector<RecordBatch>& batches, int column) {
  ColumnSet columns;
  columns.reserve(batches.size());
  for (const RecordBatch& batch : batches) columns.push_back(&batch.column(column));
  return columns;
}

// Grows one column by whole lists of rows: the type is looked at once per list.
class ColumnGatherer {
 public:
  explicit ColumnGatherer(DataType type) : type_(type) { Reset(); }

  std::int64_t length() const { return length_; }

  // The columns are of this gatherer's type.
  void Append(const ColumnSet& columns, std::span<const RowRef> rows) {
    AppendValidity(columns, rows);
    switch (FixedWidth(type_)) {
      case 4:
        AppendFixed<std::int32_t>(columns, rows);
        break;
      case 8:
        AppendFixed<std::int64_t>(columns, rows);
        break;
      case 16:
        AppendDecimals(columns, rows);
        break;
      default:
        if (type_.id == TypeId::kBool) AppendBits(columns, rows);
        if (IsVariable(type_)) AppendTexts(columns, rows);
    }
    length_ += static_cast<std::int64_t>(rows.size());
  }

  // The column so far; the gatherer is empty again.
  Column Finish() {
    Column column = detail::MakeColumn(type_, length_, null_count_, std::move(validity_),
                                       std::move(values_), std::move(text_));
    validity_ = {}, values_ = {}, text_ = {};
    Reset();
    return column;
  }

 private:
  static bool MayHaveNulls(const ColumnSet& columns, std::span<const RowRef> rows) {
    return std::any_of(columns.begin(), columns.end(),
                       [](const Column* column) { return column->may_have_nulls(); }) ||
           std::any_of(rows.begin(), rows.end(), [](RowRef row) { return row.is_none(); });
  }
  static std::size_t Bytes(std::int64_t bits) { return static_cast<std::size_t>((bits + 7) / 8); }
  static void ClearBit(ByteBuffer& bits, std::int64_t i) {
    bits[static_cast<std::size_t>(i >> 3)] &= static_cast<std::uint8_t>(~(1 << (i & 7)));
  }
  static void SetBit(ByteBuffer& bits, std::int64_t i) {
    bits[static_cast<std::size_t>(i >> 3)] |= static_cast<std::uint8_t>(1 << (i & 7));
  }

  // All bits are set from the start; only nulls are touched.
  void AppendValidity(const ColumnSet& columns, std::span<const RowRef> rows) {
    if (type_.id == TypeId::kNull) null_count_ += static_cast<std::int64_t>(rows.size());
    any_nulls_ = type_.id != TypeId::kNull && MayHaveNulls(columns, rows);
    if (type_.id == TypeId::kNull || (!any_nulls_ && validity_.empty())) return;
    validity_.Resize(Bytes(length_ + static_cast<std::int64_t>(rows.size())), 0xff);
    if (!any_nulls_) return;
    std::int64_t at = length_;
    for (const RowRef row : rows) {
      if (row.is_none() || columns[row.batch]->IsNull(row.row)) {
        ClearBit(validity_, at);
        ++null_count_;
      }
      ++at;
    }
  }
  template <typename T>
  void AppendFixed(const ColumnSet& columns, std::span<const RowRef> rows) {
    std::vector<const T*> values;
    for (const Column* column : columns) values.push_back(column->values<T>());
    T* out = values_.Grow<T>(rows.size());
    if (!any_nulls_) {
      for (const RowRef row : rows) *out++ = values[row.batch][row.row];
    } else {
      for (const RowRef row : rows) *out++ = row.is_none() ? T{} : values[row.batch][row.row];
    }
  }
  void AppendDecimals(const ColumnSet& columns, std::span<const RowRef> rows) {
    auto* out = values_.Grow<std::uint64_t>(rows.size() * 2);
    for (const RowRef row : rows) {
      const Int128 value = row.is_none() ? 0 : columns[row.batch]->DecimalAt(row.row);
      std::memcpy(out, &value, sizeof value);
      out += 2;
    }
  }
  void AppendBits(const ColumnSet& columns, std::span<const RowRef> rows) {
    values_.Resize(Bytes(length_ + static_cast<std::int64_t>(rows.size())));
    std::int64_t at = length_;
    for (const RowRef row : rows) {
      if (!row.is_none() && columns[row.batch]->BoolAt(row.row)) SetBit(values_, at);
      ++at;
    }
  }
  // A text column of one batch.
  struct Texts {
    const std::int32_t* offsets;
    const char* bytes;
    std::int32_t end;  // of all texts

    explicit Texts(const Column& column)
        : offsets(column.values<std::int32_t>()),
          bytes(static_cast<const char*>(column.array()->buffers[2])),
          end(column.length() > 0 ? offsets[column.length()] : 0) {}
  };
  // Short texts, which most are, are copied as 16 bytes where as many can be read; what is too much
  // the next one overwrites. Rows are picked from all over: what is needed next is asked for ahead,
  // first where a text begins, then the text.
  void AppendTexts(const ColumnSet& columns, std::span<const RowRef> rows) {
    constexpr std::int32_t kShort = 16;
    constexpr std::size_t kAhead = 12;
    std::vector<Texts> texts;
    texts.reserve(columns.size());
    for (const Column* column : columns) texts.emplace_back(*column);
    auto* offset = values_.Grow<std::int32_t>(rows.size());
    TextEnd end(text_, Expected(columns, rows.size()) + kShort);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const RowRef row = rows[i];
      AskForOffset(texts, rows, i + 2 * kAhead);
      AskForText(texts, rows, i + kAhead);
      if (IsValue(columns, row)) {
        const Texts& from = texts[row.batch];
        const std::int32_t begin = from.offsets[row.row], size = from.offsets[row.row + 1] - begin;
        end.MakeRoom(static_cast<std::size_t>(size) + kShort);
        if (size <= kShort && begin + kShort <= from.end)
          std::memcpy(end.at, from.bytes + begin, kShort);
        else if (size > 0)
          std::memcpy(end.at, from.bytes + begin, static_cast<std::size_t>(size));
        end.at += size;
      }
      *offset++ = static_cast<std::int32_t>(end.at - reinterpret_cast<char*>(text_.data()));
    }
    text_.DropLast(text_.size() - end.size());
  }
  static void AskForOffset(const std::vector<Texts>& texts, std::span<const RowRef> rows,
                           std::size_t i) {
    if (i < rows.size() && !rows[i].is_none())
      __builtin_prefetch(texts[rows[i].batch].offsets + rows[i].row);
  }
  static void AskForText(const std::vector<Texts>& texts, std::span<const RowRef> rows,
                         std::size_t i) {
    if (i >= rows.size() || rows[i].is_none()) return;
    const Texts& from = texts[rows[i].batch];
    __builtin_prefetch(from.bytes + from.offsets[rows[i].row]);
  }
  // Where text is appended: behind `at` is room up to `limit`.
  struct TextEnd {
    ByteBuffer& text;
    char *at, *limit;

    TextEnd(ByteBuffer& buffer, std::size_t room)
        : text(buffer), at(text.Grow<char>(room)), limit(at + room) {}
    std::size_t size() const {
      return static_cast<std::size_t>(at - reinterpret_cast<char*>(text.data()));
    }
    void MakeRoom(std::size_t bytes) {
      if (static_cast<std::size_t>(limit - at) < bytes) [[unlikely]]
        Grow(bytes);
    }
    void Grow(std::size_t bytes) {
      const std::size_t used = size();
      if (used + bytes > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw DataError("a batch holds at most 2 GiB of text in a column");
      text.DropLast(text.size() - used);
      text.Grow<char>(std::max(bytes, used / 2));
      at = reinterpret_cast<char*>(text.data()) + used;
      limit = reinterpret_cast<char*>(text.data()) + text.size();
    }
  };
  // About how many bytes so many rows have, were they all alike.
  static std::size_t Expected(const ColumnSet& columns, std::size_t rows) {
    std::size_t bytes = 0, length = 0;
    for (const Column* column : columns) {
      const auto* offsets = column->values<std::int32_t>();
      length += static_cast<std::size_t>(column->length());
      if (column->length() > 0)
        bytes += static_cast<std::size_t>(offsets[column->length()] - offsets[0]);
    }
    // Never more than a batch should have: these columns may be much longer than what is picked.
    constexpr std::size_t kMost = std::size_t{4} << 20;
    return length == 0 ? 0 : std::min(bytes / length * rows + rows, kMost);
  }
  bool IsValue(const ColumnSet& columns, RowRef row) const {
    return !any_nulls_ || (!row.is_none() && !columns[row.batch]->IsNull(row.row));
  }
  void Reset() {
    length_ = null_count_ = 0;
    if (IsVariable(type_)) values_.Append(std::int32_t{0});
  }

  DataType type_;
  std::int64_t length_ = 0, null_count_ = 0;
  bool any_nulls_ = false;  // in the list at hand
  ByteBuffer validity_;     // empty until there may be nulls
  ByteBuffer values_;       // fixed-width values, offsets of text, or bits
  ByteBuffer text_;
};

// Adds to each entry of `bytes` what the row's value takes in the column.
inline void AddRowBytes(DataType type, const ColumnSet& columns, std::span<const RowRef> rows,
                        std::vector<std::int64_t>& bytes) {
  const std::int64_t fixed = IsVariable(type) ? 4 : std::max(FixedWidth(type), 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bytes[i] += fixed;
    if (IsVariable(type) && !rows[i].is_none() && !columns[rows[i].batch]->IsNull(rows[i].row))
      bytes[i] += static_cast<std::int64_t>(columns[rows[i].batch]->TextAt(rows[i].row).size());
  }
}

// How many of the first rows fit into `limit` bytes; at least one.
inline std::size_t CountFitting(const std::vector<std::int64_t>& row_bytes, std::int64_t limit) {
  std::size_t count = 0;
  std::int64_t sum = 0;
  while (count < row_bytes.size() && (count == 0 || sum + row_bytes[count] <= limit))
    sum += row_bytes[count++];
  return count;
}

// A batch of these rows. All batches are of the schema.
inline RecordBatch GatherRows(const Schema& schema, const std::vector<RecordBatch>& batches,
                              std::span<const RowRef> rows) {
  std::vector<Column> columns;
  for (int i = 0; i < schema.size(); ++i) {
    ColumnGatherer gatherer(schema[i].type);
    gatherer.Append(ColumnsOf(batches, i), rows);
    columns.push_back(gatherer.Finish());
  }
  return RecordBatch(schema, std::move(columns), static_cast<std::int64_t>(rows.size()));
}

// As many of the first rows as fit into `limit` bytes, at least one.
inline std::size_t CountFitting(const Schema& schema, const std::vector<RecordBatch>& batches,
                                std::span<const RowRef> rows, std::int64_t limit) {
  std::vector<std::int64_t> bytes(rows.size());
  for (int i = 0; i < schema.size(); ++i)
    AddRowBytes(schema[i].type, ColumnsOf(batches, i), rows, bytes);
  return CountFitting(bytes, limit);
}

ETL_SDK_END
