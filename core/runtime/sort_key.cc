// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort_key.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace etl::runtime {
namespace {

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

std::uint64_t OfSigned(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ kSign; }

std::uint64_t OfFloat64(double value) {
  if (std::isnan(value)) return kMax;
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
  return bits & kSign ? ~bits : bits | kSign;
}

std::uint64_t OfBytes(std::string_view text) {
  unsigned char first[8] = {};
  if (!text.empty()) std::memcpy(first, text.data(), std::min<std::size_t>(text.size(), 8));
  std::uint64_t value = 0;
  for (const unsigned char byte : first) value = value << 8 | byte;
  return value;
}

template <typename Get>
void Append(const Column& column, const CompareKey& key, Get get, std::vector<std::uint64_t>& out) {
  const std::uint64_t null = key.nulls_last ? kMax : 0;
  const std::uint64_t flip = key.descending ? kMax : 0;
  const bool nulls = column.may_have_nulls();
  for (std::int64_t row = 0; row < column.length(); ++row)
    out.push_back(nulls && column.IsNull(row) ? null : get(row) ^ flip);
}

}  // namespace

SortKey::SortKey(const Schema& schema, const Order& order, int presorted_prefix)
    : keys_(CompareKeys(schema, order)),
      comparator_(schema, schema, keys_),
      presorted_(std::min(static_cast<std::size_t>(presorted_prefix), keys_.size())) {}

void SortKey::AppendPrefixes(const RecordBatch& batch, std::vector<std::uint64_t>& out) const {
  if (presorted_ == keys_.size()) {
    out.resize(out.size() + static_cast<std::size_t>(batch.num_rows()));
    return;
  }
  const CompareKey& key = keys_[presorted_];
  const Column& c = batch.column(key.left);
  const auto append = [&](auto get) { Append(c, key, get, out); };
  switch (c.type().id) {
    case TypeId::kNull:
      return append([](std::int64_t) { return std::uint64_t{0}; });
    case TypeId::kBool:
      return append([&](std::int64_t row) { return std::uint64_t{c.BoolAt(row)}; });
    case TypeId::kInt32:
    case TypeId::kDate32:
      return append([&](std::int64_t row) { return OfSigned(c.Int32At(row)); });
    case TypeId::kUInt64:
      return append([&](std::int64_t row) { return c.UInt64At(row); });
    case TypeId::kFloat64:
      return append([&](std::int64_t row) { return OfFloat64(c.Float64At(row)); });
    case TypeId::kDecimal128:  // the upper half
      return append([&](std::int64_t row) {
        return OfSigned(static_cast<std::int64_t>(c.DecimalAt(row) >> 64));
      });
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return append([&](std::int64_t row) { return OfBytes(c.TextAt(row)); });
    default:
      return append([&](std::int64_t row) { return OfSigned(c.Int64At(row)); });
  }
}

}  // namespace etl::runtime
