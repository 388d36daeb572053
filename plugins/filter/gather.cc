// SPDX-License-Identifier: Apache-2.0
#include "plugins/filter/gather.h"

#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace etl::filter {
namespace {

using Rows = std::vector<std::int32_t>;

// What a gathered column points into.
struct Gathered {
  std::vector<std::uint8_t> validity, values;
  std::string text;
  const void* buffers[3] = {nullptr, nullptr, nullptr};
  ArrowArray array{};
};

template <typename IsSet>
std::vector<std::uint8_t> PackBits(const Rows& rows, IsSet is_set) {
  std::vector<std::uint8_t> bits((rows.size() + 7) / 8);
  for (std::size_t i = 0; i < rows.size(); ++i)
    bits[i / 8] |= static_cast<std::uint8_t>((is_set(rows[i]) ? 1 : 0) << (i % 8));
  return bits;
}

template <typename T>
void CopyFixed(const Column& column, const Rows& rows, std::vector<std::uint8_t>& out) {
  out.resize(rows.size() * sizeof(T));
  const auto* from = reinterpret_cast<const std::uint8_t*>(column.values<T>());
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(out.data() + i * sizeof(T), from + static_cast<std::size_t>(rows[i]) * sizeof(T),
                sizeof(T));
}

// Cannot exceed the offsets: it is a part of what fitted them.
void CopyText(const Column& column, const Rows& rows, Gathered& out) {
  out.values.resize((rows.size() + 1) * sizeof(std::int32_t));
  auto* offsets = reinterpret_cast<std::int32_t*>(out.values.data());
  std::size_t total = 0;
  for (const std::int32_t row : rows) total += column.TextAt(row).size();
  out.text.reserve(total);
  offsets[0] = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.text.append(column.TextAt(rows[i]));
    offsets[i + 1] = static_cast<std::int32_t>(out.text.size());
  }
  out.buffers[2] = out.text.data();
}

void CopyValues(const Column& column, const Rows& rows, Gathered& out) {
  if (column.type().id == TypeId::kBool)
    out.values = PackBits(rows, [&](std::int32_t row) { return column.BoolAt(row); });
  else if (IsVariable(column.type()))
    CopyText(column, rows, out);
  else if (FixedWidth(column.type()) == 4)
    CopyFixed<std::int32_t>(column, rows, out.values);
  else if (FixedWidth(column.type()) == 8)
    CopyFixed<std::int64_t>(column, rows, out.values);
  else
    CopyFixed<Int128>(column, rows, out.values);
  out.buffers[1] = out.values.data();
}

Column GatherColumn(const Column& column, const Rows& rows) {
  auto out = std::make_shared<Gathered>();
  const auto length = static_cast<std::int64_t>(rows.size());
  const bool is_null = column.type().id == TypeId::kNull;
  std::int64_t nulls = is_null ? length : 0;
  if (!is_null) {
    CopyValues(column, rows, *out);
    if (column.may_have_nulls())
      for (const std::int32_t row : rows) nulls += column.IsNull(row) ? 1 : 0;
    if (nulls > 0) {
      out->validity = PackBits(rows, [&](std::int32_t row) { return !column.IsNull(row); });
      out->buffers[0] = out->validity.data();
    }
  }
  const std::int64_t n_buffers = is_null ? 0 : IsVariable(column.type()) ? 3 : 2;
  out->array = {length, nulls, 0, n_buffers, 0, out->buffers, nullptr, nullptr, nullptr, nullptr};
  return Column(column.type(), &out->array, 0, length, out);
}

}  // namespace

RecordBatch Gather(const RecordBatch& batch, const Rows& rows) {
  std::vector<Column> columns;
  columns.reserve(static_cast<std::size_t>(batch.num_columns()));
  for (int i = 0; i < batch.num_columns(); ++i)
    columns.push_back(GatherColumn(batch.column(i), rows));
  return RecordBatch(batch.schema(), std::move(columns), static_cast<std::int64_t>(rows.size()));
}

}  // namespace etl::filter
