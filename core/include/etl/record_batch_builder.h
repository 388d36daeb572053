// SPDX-License-Identifier: Apache-2.0
// Builds batches row by row or column by column.
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "etl/byte_buffer.h"
#include "etl/error.h"
#include "etl/record_batch.h"

ETL_SDK_BEGIN

// About how large a batch should be. Soft: one row may be larger than `bytes`.
struct BatchLimits {
  std::int64_t rows = 4096;
  std::int64_t bytes = 512 * 1024;
};

// Grows one column. Append what the column's type holds (Int32 also serves date32, Int64 the
// times); a value of another type is a bug of the caller and throws.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(DataType type) : type_(type) { Reset(); }

  DataType type() const { return type_; }
  std::int64_t length() const { return length_; }
  std::int64_t bytes() const { return static_cast<std::int64_t>(values_.size() + text_.size()); }

  void AppendNull() {
    if (validity_.empty()) validity_.Resize(static_cast<std::size_t>(length_ / 8 + 1), 0xff);
    SetBit(validity_, false);
    if (type_.id == TypeId::kBool)
      SetBit(values_, false);
    else if (IsVariable(type_))
      values_.Append(static_cast<std::int32_t>(text_.size()));
    else
      values_.Resize(values_.size() + static_cast<std::size_t>(FixedWidth(type_)));
    ++null_count_;
    ++length_;
  }
  void AppendBool(bool value) {
    Check(type_.id == TypeId::kBool);
    SetBit(values_, value);
    Valid();
  }
  void AppendInt32(std::int32_t value) {
    Check(FixedWidth(type_) == 4);
    values_.Append(value);
    Valid();
  }
  void AppendInt64(std::int64_t value) {
    Check(FixedWidth(type_) == 8 && type_.id != TypeId::kFloat64 && type_.id != TypeId::kUInt64);
    values_.Append(value);
    Valid();
  }
  void AppendUInt64(std::uint64_t value) {
    Check(type_.id == TypeId::kUInt64);
    values_.Append(value);
    Valid();
  }
  void AppendFloat64(double value) {
    Check(type_.id == TypeId::kFloat64);
    values_.Append(value);
    Valid();
  }
  void AppendDecimal(Int128 value) {
    Check(type_.id == TypeId::kDecimal128);
    values_.Append(value);
    Valid();
  }
  // UTF-8 for a text column; the host checks it.
  void AppendText(std::string_view value) {
    Check(IsVariable(type_));
    CheckRoom(value.size());
    text_.AppendBytes(value.data(), value.size());
    values_.Append(static_cast<std::int32_t>(text_.size()));
    Valid();
  }

  // Room for `count` values at once, none of them null, which the caller fills before the next
  // call. T has the width of the type.
  template <typename T>
  T* AppendFixed(std::int64_t count) {
    Check(FixedWidth(type_) == static_cast<int>(sizeof(T)));
    Valid(count);
    return values_.Grow<T>(static_cast<std::size_t>(count));
  }
  // The same for texts: room for their bytes, `bytes` in all and kTextSlack that are not theirs,
  // and for where each ends, counted as `begin` is, which is where the first one begins.
  static constexpr std::size_t kTextSlack = 32;
  struct TextRoom {
    char* bytes;
    std::int32_t* ends;
    std::int32_t begin;
  };
  TextRoom AppendTexts(std::int64_t count, std::size_t bytes) {
    Check(IsVariable(type_));
    CheckRoom(bytes);
    const auto begin = static_cast<std::int32_t>(text_.size());
    auto* room = text_.Grow<char>(bytes + kTextSlack);
    text_.DropLast(kTextSlack);
    Valid(count);
    return {room, values_.Grow<std::int32_t>(static_cast<std::size_t>(count)), begin};
  }

  // By C++ type, widening where nothing can be lost.
  template <typename T>
  void Append(const T& value) {
    if constexpr (requires {
                    value.has_value();
                    *value;
                  }) {
      if (value.has_value())
        Append(*value);
      else
        AppendNull();
    } else if constexpr (std::same_as<T, bool>) {
      AppendBool(value);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      AppendText(value);
    } else if constexpr (std::floating_point<T>) {
      AppendFloat64(value);
    } else {
      static_assert(std::integral<T>, "no column holds this type");
      AppendInteger(value);
    }
  }

  // Copies one value, null included, of a column of the same type.
  void AppendFrom(const Column& column, std::int64_t row) {
    if (column.IsNull(row)) return AppendNull();
    switch (type_.id) {
      case TypeId::kBool:
        return AppendBool(column.BoolAt(row));
      case TypeId::kUtf8:
      case TypeId::kBinary:
        return AppendText(column.TextAt(row));
      case TypeId::kDecimal128:
        return AppendDecimal(column.DecimalAt(row));
      case TypeId::kUInt64:
        return AppendUInt64(column.UInt64At(row));
      case TypeId::kFloat64:
        return AppendFloat64(column.Float64At(row));
      case TypeId::kInt32:
      case TypeId::kDate32:
        return AppendInt32(column.Int32At(row));
      default:
        return AppendInt64(column.Int64At(row));
    }
  }

  // Takes back what was appended behind the first `length` values.
  void Truncate(std::int64_t length) {
    if (length >= length_) return;
    if (!validity_.empty())
      for (std::int64_t i = length; i < length_; ++i)
        null_count_ -= !(validity_[static_cast<std::size_t>(i / 8)] >> (i % 8) & 1);
    const auto count = static_cast<std::size_t>(length);
    if (IsVariable(type_)) {
      std::int32_t end = 0;
      std::memcpy(&end, values_.data() + count * sizeof end, sizeof end);
      text_.DropLast(text_.size() - static_cast<std::size_t>(end));
      values_.DropLast(values_.size() - (count + 1) * sizeof end);
    } else if (type_.id != TypeId::kBool) {
      values_.DropLast(values_.size() - count * static_cast<std::size_t>(FixedWidth(type_)));
    }
    length_ = length;
  }

  // The column so far; the builder is empty again. It will soon hold as much again.
  Column Finish() {
    const std::size_t values = values_.size(), text = text_.size();
    Column column = detail::MakeColumn(type_, length_, null_count_, std::move(validity_),
                                       std::move(values_), std::move(text_));
    validity_ = {}, values_ = {}, text_ = {};
    values_.Reserve(values);
    text_.Reserve(text);
    Reset();
    return column;
  }

 private:
  static void Check(bool fits) {
    if (!fits) throw std::logic_error("appended a value of another type than the column's");
  }
  void SetBit(ByteBuffer& bits, bool value) {
    const auto byte = static_cast<std::size_t>(length_ / 8);
    if (bits.size() <= byte) bits.Resize(byte + 1);
    const auto mask = static_cast<std::uint8_t>(1 << (length_ % 8));
    if (value)
      bits[byte] |= mask;
    else
      bits[byte] &= static_cast<std::uint8_t>(~mask);
  }
  void CheckRoom(std::size_t bytes) const {
    if (bytes > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()) - text_.size())
      throw DataError("a batch holds at most 2 GiB of text in a column");
  }
  void Valid(std::int64_t count) {
    if (validity_.empty())
      length_ += count;
    else
      for (; count > 0; --count) Valid();
  }
  void Valid() {
    if (!validity_.empty()) SetBit(validity_, true);
    ++length_;
  }
  template <typename T>
  void AppendInteger(T value) {
    if (type_.id == TypeId::kFloat64) return AppendFloat64(static_cast<double>(value));
    if (type_.id == TypeId::kUInt64) {
      Check(std::in_range<std::uint64_t>(value));
      return AppendUInt64(static_cast<std::uint64_t>(value));
    }
    if (FixedWidth(type_) == 4) {
      Check(std::in_range<std::int32_t>(value));
      return AppendInt32(static_cast<std::int32_t>(value));
    }
    Check(std::in_range<std::int64_t>(value));
    AppendInt64(static_cast<std::int64_t>(value));
  }
  void Reset() {
    length_ = null_count_ = 0;
    if (IsVariable(type_)) values_.Append(std::int32_t{0});  // the first offset
  }

  DataType type_;
  std::int64_t length_ = 0, null_count_ = 0;
  ByteBuffer validity_;  // empty until the first null
  ByteBuffer values_;    // fixed-width values, int32 offsets of text, or bits of bool
  ByteBuffer text_;
};

class RecordBatchBuilder {
 public:
  explicit RecordBatchBuilder(Schema schema, BatchLimits limits = {})
      : schema_(std::move(schema)), limits_(limits) {
    for (const Field& field : schema_) columns_.emplace_back(field.type);
  }

  const Schema& schema() const { return schema_; }
  ColumnBuilder& column(int i) { return columns_[static_cast<std::size_t>(i)]; }
  std::int64_t num_rows() const { return columns_.empty() ? rows_ : columns_[0].length(); }

  // Time to hand the batch over.
  bool full() const {
    const std::int64_t rows = num_rows();
    if (rows >= limits_.rows) return true;
    // Summing over the columns for every row would cost more than the rows do.
    if (rows < next_size_check_) return false;
    std::int64_t bytes = 0;
    for (const ColumnBuilder& column : columns_) bytes += column.bytes();
    if (bytes >= limits_.bytes) return true;
    const std::int64_t room = rows == 0 ? 1 : (limits_.bytes - bytes) * rows / (bytes + 1) / 2;
    next_size_check_ = rows + std::max<std::int64_t>(1, std::min<std::int64_t>(room, 256));
    return false;
  }

  // One whole row, a value for each column; std::nullopt or an empty optional is null.
  template <typename... Values>
  void Append(const Values&... values) {
    int i = 0;
    (AppendCell(i++, values), ...);
  }

  // Takes back the rows behind the first `rows`, and what has been appended of an unfinished one.
  void Truncate(std::int64_t rows) {
    for (ColumnBuilder& column : columns_) column.Truncate(rows);
    rows_ = std::min(rows_, rows);
  }

  // The rows so far; the builder is empty again.
  RecordBatch Finish() {
    const std::int64_t rows = num_rows();
    std::vector<Column> columns;
    for (ColumnBuilder& column : columns_) {
      if (column.length() != rows)
        throw std::logic_error("the columns of a batch differ in length");
      columns.push_back(column.Finish());
    }
    next_size_check_ = 0;
    return RecordBatch(schema_, std::move(columns), rows);
  }

 private:
  template <typename T>
  void AppendCell(int i, const T& value) {
    if constexpr (std::same_as<T, std::nullopt_t>)
      column(i).AppendNull();
    else
      column(i).Append(value);
  }

  Schema schema_;
  BatchLimits limits_;
  std::vector<ColumnBuilder> columns_;
  std::int64_t rows_ = 0;
  mutable std::int64_t next_size_check_ = 0;
};

ETL_SDK_END
