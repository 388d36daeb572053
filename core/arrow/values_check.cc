// SPDX-License-Identifier: Apache-2.0
#include "arrow/values_check.h"

#include <simdjson.h>

#include "arrow/array_view.h"
#include "etl/decimal.h"
#include "etl/value_text.h"

namespace etl::arrow {
namespace {

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

[[noreturn]] void FailUtf8(const ColumnCheck& check, std::int64_t row, std::string_view text) {
  std::string shown;  // bytes that are no UTF-8 must not reach a terminal or a JSON report
  for (char c : text.substr(0, 40)) shown += static_cast<unsigned char>(c) < 0x80 ? c : '?';
  check.FailAt(row, "text that is not UTF-8: {}", Quoted(shown));
}

struct Rows {
  const ArrowArray& array;
  std::int64_t begin;  // index of the first one in the array's buffers
  std::int64_t count;

  bool IsNull(std::int64_t row) const { return IsNullAt(array, begin + row); }
};

template <typename T>
void CheckOffsets(const ColumnCheck& check, const Rows& rows) {
  T at = Load<T>(rows.array.buffers[1], rows.begin);
  const T last = Load<T>(rows.array.buffers[1], rows.begin + rows.count);
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const T next = Load<T>(rows.array.buffers[1], rows.begin + row + 1);
    if (next < at)
      check.FailAt(row, "its text begins at offset {} and ends at offset {}", at, next);
    if (next > last) check.FailAt(row, "offset {} lies past the end of the text, {}", next, last);
    at = next;
  }
}

// One pass over the bytes of all rows; row by row only where that fails, because a null row may
// hold anything.
template <typename T>
void CheckText(const ColumnCheck& check, const Rows& rows) {
  CheckOffsets<T>(check, rows);
  if (check.layout().field.type.id != TypeId::kUtf8) return;
  const void* offsets = rows.array.buffers[1];
  const auto* data = static_cast<const char*>(rows.array.buffers[2]);
  const T first = Load<T>(offsets, rows.begin);
  const T last = Load<T>(offsets, rows.begin + rows.count);
  bool valid = IsUtf8(Bytes(data, first, last - first));
  for (std::int64_t row = 0; valid && row < rows.count; ++row) {
    const T at = Load<T>(offsets, rows.begin + row);
    valid = at == last || (static_cast<unsigned char>(data[at]) & 0xc0) != 0x80;
  }
  for (std::int64_t row = 0; !valid && row < rows.count; ++row) {
    const std::string_view text = TextAt<T>(rows.array, rows.begin + row);
    if (!rows.IsNull(row) && !IsUtf8(text)) FailUtf8(check, row, text);
  }
}

void CheckViews(const ColumnCheck& check, const Rows& rows) {
  const std::int64_t buffers = rows.array.n_buffers - 3;
  const void* sizes = rows.array.buffers[rows.array.n_buffers - 1];
  if (buffers > 0 && !sizes) check.Fail("the sizes of its buffers are missing");
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (rows.IsNull(row)) continue;
    const TextView view(rows.array, rows.begin + row);
    if (view.size < 0) check.FailAt(row, "a text of {} bytes", view.size);
    if (!view.is_inline()) {
      if (view.buffer < 0 || view.buffer >= buffers)
        check.FailAt(row, "buffer {} of {}", view.buffer, buffers);
      const auto size = Load<std::int64_t>(sizes, view.buffer);
      if (view.offset < 0 || std::int64_t{view.offset} + view.size > size)
        check.FailAt(row, "{} bytes at offset {} lie past the end of buffer {}, {}", view.size,
                     view.offset, view.buffer, size);
      if (!rows.array.buffers[2 + view.buffer]) check.Fail("buffer {} is missing", view.buffer);
    }
    const std::string_view text = view.text(rows.array);
    if (check.layout().field.type.id == TypeId::kUtf8 && !IsUtf8(text)) FailUtf8(check, row, text);
  }
}

void CheckIndices(const ColumnCheck& check, const Rows& rows) {
  const std::int64_t entries = rows.array.dictionary->length;
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (rows.IsNull(row)) continue;
    const std::int64_t index =
        DictionaryIndexAt(rows.array, check.layout().physical, rows.begin + row);
    if (index < 0 || index >= entries)
      check.FailAt(row, "index {} into a dictionary of {} entries", index, entries);
    if (!check.layout().field.nullable &&
        IsNullAt(*rows.array.dictionary, rows.array.dictionary->offset + index))
      check.FailAt(row, "null, though its schema says that it has none");
  }
}

void CheckNulls(const ColumnCheck& check, const Rows& rows, bool count_too) {
  if (rows.array.n_buffers == 0 || !rows.array.buffers[0]) return;
  std::int64_t nulls = 0;
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (BitAt(rows.array.buffers[0], rows.begin + row)) continue;
    if (!check.layout().field.nullable)
      check.FailAt(row, "null, though its schema says that it has none");
    ++nulls;
  }
  // The count is of the whole array, of which the batch may show a part.
  if (count_too && rows.count == rows.array.length && rows.array.null_count >= 0 &&
      nulls != rows.array.null_count)
    check.Fail("it says that it has {} nulls, and has {}", rows.array.null_count, nulls);
}

void CheckDecimals(const ColumnCheck& check, const Rows& rows) {
  const DataType type = check.layout().field.type;
  const Int128 limit = PowerOfTen(type.precision);
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const auto value = Load<Int128>(rows.array.buffers[1], rows.begin + row);
    if (!rows.IsNull(row) && (value >= limit || value <= -limit))
      check.FailAt(row, "a value of more than {} digits", int{type.precision});
  }
}

}  // namespace

void CheckValues(const ColumnCheck& check, const ArrowArray& array, std::int64_t from,
                 std::int64_t count, bool full) {
  if (count == 0) return;
  const Rows rows{array, array.offset + from, count};
  const ColumnLayout& layout = check.layout();
  if (full || !layout.field.nullable) CheckNulls(check, rows, full);
  if (layout.dictionary) {
    CheckValues(check.OfDictionary(), *array.dictionary, 0, array.dictionary->length, full);
    return CheckIndices(check, rows);
  }
  switch (layout.physical) {
    case Physical::kText:
      return CheckText<std::int32_t>(check, rows);
    case Physical::kLargeText:
      return CheckText<std::int64_t>(check, rows);
    case Physical::kTextView:
      return CheckViews(check, rows);
    case Physical::kDecimal128:
      return full ? CheckDecimals(check, rows) : void();
    default:
      return;
  }
}

}  // namespace etl::arrow
