// SPDX-License-Identifier: Apache-2.0
// The canonical comparison of rows: what "ordered" means to the sort, the join and the check of an
// order.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "etl/order.h"
#include "etl/record_batch.h"
#include "etl/value_text.h"

ETL_SDK_BEGIN

// One key of a comparison: a column on either side, and which way it runs.
struct CompareKey {
  int left = 0, right = 0;
  bool descending = false;
  bool nulls_last = false;
};

// The keys of an order within one schema. Throws std::logic_error for a column that is not there.
inline std::vector<CompareKey> CompareKeys(const Schema& schema, const Order& order) {
  std::vector<CompareKey> keys;
  for (const OrderKey& key : order) {
    const auto column = schema.Find(key.column);
    if (!column) throw std::logic_error("an order names a column that is not there: " + key.column);
    keys.push_back({*column, *column, key.descending, key.nulls_last});
  }
  return keys;
}

inline bool IsInteger(DataType type) {
  return type.id == TypeId::kInt32 || type.id == TypeId::kInt64 || type.id == TypeId::kUInt64;
}

// Whether values of the two types have a common order: the same type (decimals: the same scale), or
// integers of any width and sign.
inline bool Comparable(DataType a, DataType b) {
  if (IsInteger(a) && IsInteger(b)) return true;
  return a.id == b.id && (a.id != TypeId::kDecimal128 || a.scale == b.scale);
}

// -1, 0 or 1. NaN is above every number and equal to itself; -0 = 0.
inline int CompareFloat64(double a, double b) {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a == b) return 0;
  return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
}

// By bytes, the shorter first where it is a prefix of the longer.
inline int CompareBytes(std::string_view a, std::string_view b) {
  const std::size_t common = a.size() < b.size() ? a.size() : b.size();
  if (const int order = common ? std::memcmp(a.data(), b.data(), common) : 0) return order;
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

// Compares rows of batches by keys; nulls are equal to each other (a join asks HasNull first).
// Immutable: may be shared by threads.
class RowComparator {
 public:
  // Throws std::logic_error if the types of a key are not Comparable.
  RowComparator(const Schema& left, const Schema& right, const std::vector<CompareKey>& keys) {
    for (const CompareKey& key : keys)
      keys_.push_back({key, KindOf(left[key.left].type, right[key.right].type)});
  }
  RowComparator(const Schema& schema, const Order& order)
      : RowComparator(schema, schema, CompareKeys(schema, order)) {}

  std::size_t size() const { return keys_.size(); }

  // Negative, 0 or positive, as row i of `left` stands before, level with or behind row j of
  // `right`.
  int Compare(const RecordBatch& left, std::int64_t i, const RecordBatch& right,
              std::int64_t j) const {
    return CompareFrom(0, keys_.size(), left, i, right, j);
  }
  // By the keys number begin to end - 1 alone.
  int CompareFrom(std::size_t begin, std::size_t end, const RecordBatch& left, std::int64_t i,
                  const RecordBatch& right, std::int64_t j) const {
    for (std::size_t k = begin; k < end; ++k) {
      const Key& key = keys_[k];
      if (const int order =
              CompareOne(key, left.column(key.of.left), i, right.column(key.of.right), j))
        return order;
    }
    return 0;
  }
  bool HasNullLeft(const RecordBatch& left, std::int64_t row) const {
    for (const Key& key : keys_)
      if (left.column(key.of.left).IsNull(row)) return true;
    return false;
  }
  bool HasNullRight(const RecordBatch& right, std::int64_t row) const {
    for (const Key& key : keys_)
      if (right.column(key.of.right).IsNull(row)) return true;
    return false;
  }

 private:
  // How the values of a key are read; one switch per key and comparison.
  enum class Kind { kNull, kBool, kInt32, kInt64, kUInt64, kIntegers, kFloat64, kDecimal, kBytes };
  struct Key {
    CompareKey of;
    Kind kind;
  };

  static Kind KindOf(DataType left, DataType right) {
    if (!Comparable(left, right))
      throw std::logic_error("no common order: " + ToString(left) + " and " + ToString(right));
    if (left.id != right.id) return Kind::kIntegers;
    switch (left.id) {
      case TypeId::kNull:
        return Kind::kNull;
      case TypeId::kBool:
        return Kind::kBool;
      case TypeId::kInt32:
      case TypeId::kDate32:
        return Kind::kInt32;
      case TypeId::kUInt64:
        return Kind::kUInt64;
      case TypeId::kFloat64:
        return Kind::kFloat64;
      case TypeId::kDecimal128:
        return Kind::kDecimal;
      case TypeId::kUtf8:
      case TypeId::kBinary:
        return Kind::kBytes;
      default:
        return Kind::kInt64;
    }
  }
  static int CompareOne(const Key& key, const Column& a, std::int64_t i, const Column& b,
                        std::int64_t j) {
    const bool a_null = a.IsNull(i), b_null = b.IsNull(j);
    if (a_null || b_null) {
      if (a_null && b_null) return 0;
      return a_null != key.of.nulls_last ? -1 : 1;
    }
    const int order = CompareValues(key.kind, a, i, b, j);
    return key.of.descending ? -order : order;
  }
  template <typename T>
  static int Three(const T& a, const T& b) {
    return a < b ? -1 : b < a;
  }
  static int CompareValues(Kind kind, const Column& a, std::int64_t i, const Column& b,
                           std::int64_t j) {
    switch (kind) {
      case Kind::kNull:
        return 0;
      case Kind::kBool:
        return Three(a.BoolAt(i), b.BoolAt(j));
      case Kind::kInt32:
        return Three(a.Int32At(i), b.Int32At(j));
      case Kind::kInt64:
        return Three(a.Int64At(i), b.Int64At(j));
      case Kind::kUInt64:
        return Three(a.UInt64At(i), b.UInt64At(j));
      case Kind::kIntegers:
        return Three(IntegerAt(a, i), IntegerAt(b, j));
      case Kind::kFloat64:
        return CompareFloat64(a.Float64At(i), b.Float64At(j));
      case Kind::kDecimal:
        return Three(a.DecimalAt(i), b.DecimalAt(j));
      case Kind::kBytes:
        return CompareBytes(a.TextAt(i), b.TextAt(j));
    }
    return 0;
  }
  static Int128 IntegerAt(const Column& column, std::int64_t row) {
    if (column.type().id == TypeId::kUInt64) return column.UInt64At(row);
    return column.type().id == TypeId::kInt32 ? column.Int32At(row) : column.Int64At(row);
  }

  std::vector<Key> keys_;
};

// A row's key for messages: "lastname='Ng', id=991, firstname=null".
inline std::string KeyText(const RecordBatch& batch, std::int64_t row,
                           const std::vector<int>& columns) {
  std::string out;
  for (const int i : columns) {
    const Column& column = batch.column(i);
    if (!out.empty()) out += ", ";
    out += batch.schema()[i].name + "=";
    const std::string value = FormatValue(column, row);
    out += IsVariable(column.type()) && !column.IsNull(row) ? Quoted(value) : value;
  }
  return out;
}

ETL_SDK_END
