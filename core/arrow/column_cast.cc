// SPDX-License-Identifier: Apache-2.0
#include "arrow/column_cast.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "arrow/array_view.h"
#include "etl/error.h"
#include "etl/record_batch_builder.h"

namespace etl::arrow {
namespace {

// IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction.
double FromHalf(std::uint16_t half) {
  const int exponent = half >> 10 & 0x1f, fraction = half & 0x3ff;
  const double sign = half & 0x8000 ? -1.0 : 1.0;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  if (exponent == 31)
    return fraction ? std::numeric_limits<double>::quiet_NaN()
                    : sign * std::numeric_limits<double>::infinity();
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}

bool IsAligned(const void* buffer, std::size_t alignment) {
  return std::bit_cast<std::uintptr_t>(buffer) % alignment == 0;
}

// Appends rows of one column to a builder. The rows may be indices into a dictionary, which then
// holds the values: only the entries that are used are cast.
class Caster {
 public:
  Caster(const ColumnLayout& layout, const ArrowArray& array, std::int64_t begin,
         std::int64_t first_row)
      : rows_layout_(layout),
        rows_array_(array),
        layout_(layout.dictionary ? *layout.dictionary : layout),
        array_(layout.dictionary ? *array.dictionary : array),
        begin_(begin),
        first_row_(first_row),
        builder_(layout.field.type) {}

  Column Cast(std::int64_t rows) {
    CastValues(rows);
    return builder_.Finish();
  }

 private:
  // Where the value of a row is; -1: it is null.
  std::int64_t IndexOf(std::int64_t row) const {
    const std::int64_t index = begin_ + row;
    if (IsNullAt(rows_array_, index)) return -1;
    if (!rows_layout_.dictionary) return index;
    const std::int64_t entry =
        array_.offset + DictionaryIndexAt(rows_array_, rows_layout_.physical, index);
    return IsNullAt(array_, entry) ? -1 : entry;
  }

  // Calls `append` with the index of each row's value.
  template <typename Append>
  void ForEach(std::int64_t rows, Append&& append) {
    for (row_ = 0; row_ < rows; ++row_) {
      if (const std::int64_t index = IndexOf(row_); index < 0)
        builder_.AppendNull();
      else
        append(index);
    }
  }

  template <typename From>
  From ValueAt(std::int64_t index) const {
    return Load<From>(array_.buffers[1], index);
  }

  template <typename From>
  void CastNumbers(std::int64_t rows) {
    ForEach(rows, [this](std::int64_t index) { builder_.Append(ValueAt<From>(index)); });
  }

  // Dates and times as well as plain integers, in the unit of the canonical type.
  template <typename From>
  void CastIntegers(std::int64_t rows) {
    if (layout_.multiply == 1 && layout_.divide == 1) return CastNumbers<From>(rows);
    ForEach(rows, [this](std::int64_t index) {
      const std::int64_t value = ValueAt<From>(index);
      std::int64_t result = 0;
      if (__builtin_mul_overflow(value, layout_.multiply, &result)) Fail(value, "does not fit");
      if (result % layout_.divide != 0) Fail(value, "has a finer part, which would be lost");
      result /= layout_.divide;
      if (layout_.field.type.id != TypeId::kDate32) return builder_.AppendInt64(result);
      if (!std::in_range<std::int32_t>(result)) Fail(value, "does not fit");
      builder_.AppendInt32(static_cast<std::int32_t>(result));
    });
  }

  template <typename TextOf>
  void CastTexts(std::int64_t rows, TextOf&& text_of) {
    constexpr std::int64_t kMaxBytes = std::numeric_limits<std::int32_t>::max();
    std::int64_t bytes = 0;
    ForEach(rows, [&](std::int64_t index) {
      const std::string_view text = text_of(index);
      bytes += static_cast<std::int64_t>(text.size());
      if (bytes > kMaxBytes) FailSize();
      builder_.AppendText(text);
    });
  }

  void CastValues(std::int64_t rows);

  [[noreturn]] void Fail(std::int64_t value, std::string_view why) const {
    throw DataError("column `{}`: {} of the Arrow type {} {} as {}", layout_.field.name, value,
                    layout_.format, why, ToString(layout_.field.type))
        .Column(layout_.field.name)
        .Row(first_row_ + row_);
  }
  [[noreturn]] void FailSize() const {
    throw DataError("column `{}`: a batch holds at most 2 GiB of text in a column",
                    layout_.field.name)
        .Column(layout_.field.name)
        .Row(first_row_ + row_)
        .Hint("have the source make smaller batches");
  }

  const ColumnLayout& rows_layout_;
  const ArrowArray& rows_array_;
  const ColumnLayout& layout_;  // of the values
  const ArrowArray& array_;
  std::int64_t begin_, first_row_, row_ = 0;
  ColumnBuilder builder_;
};

void Caster::CastValues(std::int64_t rows) {
  switch (layout_.physical) {
    case Physical::kNull:
      for (std::int64_t row = 0; row < rows; ++row) builder_.AppendNull();
      return;
    case Physical::kBool:
      return ForEach(rows,
                     [this](std::int64_t i) { builder_.AppendBool(BitAt(array_.buffers[1], i)); });
    case Physical::kInt8:
      return CastIntegers<std::int8_t>(rows);
    case Physical::kInt16:
      return CastIntegers<std::int16_t>(rows);
    case Physical::kInt32:
      return CastIntegers<std::int32_t>(rows);
    case Physical::kInt64:
      return CastIntegers<std::int64_t>(rows);
    case Physical::kUInt8:
      return CastIntegers<std::uint8_t>(rows);
    case Physical::kUInt16:
      return CastIntegers<std::uint16_t>(rows);
    case Physical::kUInt32:
      return CastIntegers<std::uint32_t>(rows);
    case Physical::kUInt64:
      return CastNumbers<std::uint64_t>(rows);
    case Physical::kFloat16:
      return ForEach(rows, [this](std::int64_t i) {
        builder_.AppendFloat64(FromHalf(ValueAt<std::uint16_t>(i)));
      });
    case Physical::kFloat32:
      return CastNumbers<float>(rows);
    case Physical::kFloat64:
      return CastNumbers<double>(rows);
    case Physical::kDecimal128:
      return ForEach(rows, [this](std::int64_t i) { builder_.AppendDecimal(ValueAt<Int128>(i)); });
    case Physical::kText:
      return CastTexts(rows, [this](std::int64_t i) { return TextAt<std::int32_t>(array_, i); });
    case Physical::kLargeText:
      return CastTexts(rows, [this](std::int64_t i) { return TextAt<std::int64_t>(array_, i); });
    case Physical::kTextView:
      return CastTexts(rows, [this](std::int64_t i) { return TextView(array_, i).text(array_); });
    case Physical::kFixedBinary:
      return CastTexts(rows, [this](std::int64_t i) {
        return Bytes(array_.buffers[1], i * layout_.byte_width, layout_.byte_width);
      });
  }
}

}  // namespace

bool IsCanonical(const ColumnLayout& layout, const ArrowArray& array) {
  if (layout.dictionary || layout.multiply != 1 || layout.divide != 1) return false;
  switch (layout.physical) {
    case Physical::kNull:
    case Physical::kBool:
      return true;
    case Physical::kDecimal128:  // read byte by byte
      return true;
    case Physical::kInt32:
      return IsAligned(array.buffers[1], 4);
    case Physical::kInt64:
    case Physical::kUInt64:
    case Physical::kFloat64:
      return IsAligned(array.buffers[1], 8);
    case Physical::kText:  // a missing buffer is all right for Arrow, where every text is empty
      return IsAligned(array.buffers[1], 4) && array.buffers[1] && array.buffers[2];
    default:
      return false;
  }
}

Column CastColumn(const ColumnLayout& layout, const ArrowArray& array, std::int64_t from,
                  std::int64_t rows, std::int64_t first_row) {
  return Caster(layout, array, array.offset + from, first_row).Cast(rows);
}

}  // namespace etl::arrow
