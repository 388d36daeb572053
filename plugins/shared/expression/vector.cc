// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/vector.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

#include "etl/error.h"

namespace etl::expression {
namespace {

bool BitAt(const std::uint8_t* bits, std::int64_t i) { return (bits[i >> 3] >> (i & 7) & 1) != 0; }

// What a column made here points into.
struct Built {
  Vector source;  // owns values that are used where they are
  std::vector<std::uint8_t> validity, bits;
  std::vector<std::int32_t> offsets;
  std::string text;
  const void* buffers[3] = {nullptr, nullptr, nullptr};
  ArrowArray array{};
};

std::vector<std::uint8_t> PackBits(Values<std::uint8_t> bytes, std::int64_t length) {
  std::vector<std::uint8_t> bits(static_cast<std::size_t>((length + 7) / 8));
  for (std::int64_t i = 0; i < length; ++i)
    bits[static_cast<std::size_t>(i >> 3)] |=
        static_cast<std::uint8_t>((bytes[i] != 0 ? 1 : 0) << (i & 7));
  return bits;
}

void BuildText(const Vector& vector, std::int64_t length, Built& built) {
  const auto values = vector.values<std::string_view>();
  std::size_t total = 0;
  for (std::int64_t i = 0; i < length; ++i)
    if (!vector.IsNull(i)) total += values[i].size();
  if (total > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw DataError("a batch holds at most 2 GiB of text in a column");
  built.text.reserve(total);
  built.offsets.reserve(static_cast<std::size_t>(length) + 1);
  built.offsets.push_back(0);
  for (std::int64_t i = 0; i < length; ++i) {
    if (!vector.IsNull(i)) built.text.append(values[i]);
    built.offsets.push_back(static_cast<std::int32_t>(built.text.size()));
  }
  built.buffers[1] = built.offsets.data();
  built.buffers[2] = built.text.data();
}

// Values used where they are, or, of a constant, repeated.
void BuildFixed(const Vector& vector, std::int64_t length, Built& built) {
  VisitStorage(vector.type(), [&](auto example) {
    using T = decltype(example);
    if constexpr (std::is_same_v<T, std::string_view>) return;
    if (!vector.constant()) {
      built.buffers[1] = vector.values<T>().data;
      return;
    }
    Vector repeated(vector.type(), false);
    std::fill_n(repeated.Allocate<T>(std::max<std::int64_t>(length, 1)), length,
                vector.values<T>()[0]);
    built.source = std::move(repeated);
    built.buffers[1] = built.source.values<T>().data;
  });
}

void ReadBools(const Column& column, Vector& out) {
  const auto* bits = static_cast<const std::uint8_t*>(column.array()->buffers[1]);
  auto* values = out.Allocate<std::uint8_t>(column.length());
  for (std::int64_t i = 0; i < column.length(); ++i)
    values[i] = BitAt(bits, column.offset() + i) ? 1 : 0;
}

void ReadTexts(const Column& column, Vector& out) {
  auto* values = out.Allocate<std::string_view>(column.length());
  for (std::int64_t i = 0; i < column.length(); ++i) values[i] = column.TextAt(i);
}

}  // namespace

Vector FromColumn(const Column& column) {
  Vector out(column.type(), false);
  if (column.type().id == TypeId::kNull) return NullConstant(Null());
  out.Keep(column.owner());
  out.set_origin(std::make_shared<Column>(column));
  const std::int64_t length = column.length();
  if (column.may_have_nulls()) {
    std::uint8_t* valid = out.AllocateValid(length);
    for (std::int64_t i = 0; i < length; ++i) valid[i] = column.IsNull(i) ? 0 : 1;
  }
  if (column.type().id == TypeId::kBool) {
    ReadBools(column, out);
  } else if (IsVariable(column.type())) {
    ReadTexts(column, out);
  } else if (column.type().id == TypeId::kDecimal128) {
    // Arrow's buffers need be aligned to 8 bytes only.
    auto* values = out.Allocate<Int128>(length);
    std::memcpy(values, column.values<Int128>(), static_cast<std::size_t>(length) * 16);
  } else {
    VisitStorage(column.type(),
                 [&](auto example) { out.set_values(column.values<decltype(example)>()); });
  }
  return out;
}

Column ToColumn(const Vector& vector, std::int64_t length) {
  if (vector.origin() && vector.origin()->length() == length && !vector.constant())
    return *vector.origin();
  auto built = std::make_shared<Built>();
  built->source = vector;
  const DataType type = vector.type();
  std::int64_t nulls = 0;
  if (vector.valid()) {
    const Values<std::uint8_t> valid{vector.valid(), vector.constant() ? 0 : 1};
    built->validity = PackBits(valid, length);
    for (std::int64_t i = 0; i < length; ++i) nulls += valid[i] ? 0 : 1;
  }
  if (type.id == TypeId::kBool) {
    built->bits = PackBits(vector.values<std::uint8_t>(), length);
    built->buffers[1] = built->bits.data();
  } else if (IsVariable(type)) {
    BuildText(vector, length, *built);
  } else if (type.id != TypeId::kNull) {
    BuildFixed(vector, length, *built);
  } else {
    nulls = length;
  }
  if (nulls > 0 && type.id != TypeId::kNull) built->buffers[0] = built->validity.data();
  const std::int64_t n_buffers = type.id == TypeId::kNull ? 0 : IsVariable(type) ? 3 : 2;
  built->array = {length,         nulls,   0,       n_buffers, 0,
                  built->buffers, nullptr, nullptr, nullptr,   nullptr};
  return Column(type, &built->array, 0, length, built);
}

Vector NullConstant(DataType type) {
  Vector out(type, true);
  *out.AllocateValid(1) = 0;
  VisitStorage(type, [&](auto example) { *out.Allocate<decltype(example)>(1) = {}; });
  return out;
}

Vector TextConstant(std::string_view value, DataType type) {
  auto held = std::make_shared<std::string>(value);
  Vector out = MakeConstant<std::string_view>(type, *held);
  out.Keep(std::move(held));
  return out;
}

}  // namespace etl::expression
