// SPDX-License-Identifier: Apache-2.0
// One column of a batch: an immutable view of an Arrow array that keeps the array alive.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "etl/decimal.h"
#include "etl/types.h"

ETL_SDK_BEGIN

// Rows are numbered from 0 to length(). Reading a value of a null row gives an unspecified value.
// Immutable: may be read by several threads at once.
class Column {
 public:
  Column() = default;
  // `array` must stay valid as long as `owner` lives, and hold the buffers that `type` has in
  // Arrow's layout.
  Column(DataType type, const ArrowArray* array, std::int64_t offset, std::int64_t length,
         std::shared_ptr<const void> owner)
      : type_(type), array_(array), offset_(offset), length_(length), owner_(std::move(owner)) {
    if (type.id == TypeId::kNull) return;
    validity_ =
        array->null_count == 0 ? nullptr : static_cast<const std::uint8_t*>(array->buffers[0]);
    values_ = static_cast<const std::uint8_t*>(array->buffers[1]);
    if (IsVariable(type)) bytes_ = static_cast<const char*>(array->buffers[2]);
  }

  DataType type() const { return type_; }
  std::int64_t length() const { return length_; }
  bool may_have_nulls() const { return validity_ != nullptr || type_.id == TypeId::kNull; }

  bool IsNull(std::int64_t row) const {
    if (type_.id == TypeId::kNull) return true;
    return validity_ && !Bit(validity_, offset_ + row);
  }
  bool BoolAt(std::int64_t row) const { return Bit(values_, offset_ + row); }
  std::int32_t Int32At(std::int64_t row) const {
    return values<std::int32_t>()[row];
  }  // also date32
  std::int64_t Int64At(std::int64_t row) const {
    return values<std::int64_t>()[row];
  }  // also times
  std::uint64_t UInt64At(std::int64_t row) const { return values<std::uint64_t>()[row]; }
  double Float64At(std::int64_t row) const { return values<double>()[row]; }
  Int128 DecimalAt(std::int64_t row) const {
    Int128 value;  // Arrow's buffers need be aligned to 8 bytes only
    std::memcpy(&value, values_ + 16 * (offset_ + row), 16);
    return value;
  }
  // The bytes of a text or binary value; valid as long as this column or a copy of it.
  std::string_view TextAt(std::int64_t row) const {
    const std::int32_t* offsets = values<std::int32_t>();
    const std::int32_t begin = offsets[row];
    return {bytes_ + begin, static_cast<std::size_t>(offsets[row + 1] - begin)};
  }

  // Values of a fixed-width column, or the offsets of a text one (length() + 1 of them), from row 0
  // on.
  template <typename T>
  const T* values() const {
    return reinterpret_cast<const T*>(values_) + offset_;
  }

  Column Slice(std::int64_t begin, std::int64_t length) const {
    Column slice = *this;
    slice.offset_ += begin;
    slice.length_ = length;
    return slice;
  }

  // The raw array and where this view of it begins, for those who copy whole buffers.
  const ArrowArray* array() const { return array_; }
  std::int64_t offset() const { return offset_; }
  const std::shared_ptr<const void>& owner() const { return owner_; }

 private:
  static bool Bit(const std::uint8_t* bits, std::int64_t i) { return bits[i >> 3] >> (i & 7) & 1; }

  DataType type_;
  const ArrowArray* array_ = nullptr;
  std::int64_t offset_ = 0, length_ = 0;
  const std::uint8_t* validity_ = nullptr;  // null: no nulls
  const std::uint8_t* values_ = nullptr;
  const char* bytes_ = nullptr;
  std::shared_ptr<const void> owner_;
};

ETL_SDK_END
