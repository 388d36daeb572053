// SPDX-License-Identifier: Apache-2.0
// The values of one expression over the rows of one batch, in the shape that loops like best: a
// byte for each bool and each validity, a string_view for each text.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "etl/column.h"

namespace etl::expression {

using Owner = std::shared_ptr<const void>;

// Values side by side, or (stride 0) one for all rows.
template <typename T>
struct Values {
  const T* data;
  std::int64_t stride;

  const T& operator[](std::int64_t row) const { return data[row * stride]; }
};

// Immutable once built; copies share the values. A null row holds some value, which means nothing
// but is safe to read. A constant holds one value, at index 0, that stands for every row.
class Vector {
 public:
  Vector() = default;
  Vector(DataType type, bool constant) : type_(type), constant_(constant) {}

  DataType type() const { return type_; }
  bool constant() const { return constant_; }
  bool may_have_nulls() const { return valid_ != nullptr || type_.id == TypeId::kNull; }
  bool IsNull(std::int64_t row) const {
    return type_.id == TypeId::kNull || (valid_ && !valid_[constant_ ? 0 : row]);
  }
  // A byte for each row, 1 where there is a value; null pointer: everywhere.
  const std::uint8_t* valid() const { return valid_; }

  template <typename T>
  Values<T> values() const {
    return {static_cast<const T*>(values_), constant_ ? 0 : 1};
  }

  // Building: `values` and `valid` live as long as the owners that are kept.
  void set_values(const void* values) { values_ = values; }
  void set_valid(const std::uint8_t* valid) { valid_ = valid; }
  void set_type(DataType type) { type_ = type; }  // of the same storage
  void set_constant() { constant_ = true; }       // of one value
  void Keep(Owner owner) {
    if (owner) owners_.push_back(std::move(owner));
  }
  void KeepAllOf(const Vector& other) {
    owners_.insert(owners_.end(), other.owners_.begin(), other.owners_.end());
  }
  // Uninitialised room for `length` values.
  template <typename T>
  T* Allocate(std::int64_t length) {
    auto block = std::make_shared_for_overwrite<T[]>(static_cast<std::size_t>(length));
    T* data = block.get();
    values_ = data;
    Keep(std::move(block));
    return data;
  }
  std::uint8_t* AllocateValid(std::int64_t length) {
    auto block = std::make_shared_for_overwrite<std::uint8_t[]>(static_cast<std::size_t>(length));
    std::uint8_t* data = block.get();
    valid_ = data;
    Keep(std::move(block));
    return data;
  }

  // The Arrow column that these values were read from unchanged, if they were.
  const std::shared_ptr<const Column>& origin() const { return origin_; }
  void set_origin(std::shared_ptr<const Column> origin) { origin_ = std::move(origin); }
  const std::vector<Owner>& owners() const { return owners_; }

 private:
  DataType type_;
  bool constant_ = false;
  const void* values_ = nullptr;
  const std::uint8_t* valid_ = nullptr;
  std::vector<Owner> owners_;
  std::shared_ptr<const Column> origin_;
};

// Calls f with a value of the C++ type that holds values of `type`; not for the null type.
template <typename F>
decltype(auto) VisitStorage(DataType type, F&& f) {
  switch (type.id) {
    case TypeId::kNull:
    case TypeId::kBool:
      return f(std::uint8_t{});
    case TypeId::kInt32:
    case TypeId::kDate32:
      return f(std::int32_t{});
    case TypeId::kUInt64:
      return f(std::uint64_t{});
    case TypeId::kFloat64:
      return f(double{});
    case TypeId::kDecimal128:
      return f(Int128{});
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return f(std::string_view{});
    default:
      return f(std::int64_t{});
  }
}

Vector FromColumn(const Column& column);

// The first `length` rows as an Arrow column. Throws DataError when the text of a batch would
// exceed what Arrow's offsets can say.
Column ToColumn(const Vector& vector, std::int64_t length);

// One value for all rows; the null of a type.
Vector NullConstant(DataType type);
template <typename T>
Vector MakeConstant(DataType type, T value) {
  Vector out(type, true);
  *out.Allocate<T>(1) = value;
  return out;
}
Vector TextConstant(std::string_view value, DataType type = Utf8());

}  // namespace etl::expression
