// SPDX-License-Identifier: Apache-2.0
#include "arrow/column_check.h"

#include "arrow/array_view.h"

namespace etl::arrow {
namespace {

// No array is longer; keeps index times width within 64 bits.
constexpr std::int64_t kMaxIndex = std::int64_t{1} << 48;

struct Ends {
  std::int64_t first, last;
};

template <typename T>
Ends EndsOf(const ArrowArray& array, std::int64_t begin, std::int64_t rows) {
  return {Load<T>(array.buffers[1], begin), Load<T>(array.buffers[1], begin + rows)};
}

std::int64_t LeastBuffers(Physical physical) {
  switch (physical) {
    case Physical::kNull:
      return 0;
    case Physical::kText:
    case Physical::kLargeText:
    case Physical::kTextView:  // and one for each buffer of long texts
      return 3;
    default:
      return 2;
  }
}

}  // namespace

void ColumnCheck::CheckCounts(const ArrowArray& array, std::int64_t from, std::int64_t rows) const {
  if (array.length < 0 || array.length > kMaxIndex || array.offset < 0 || array.offset > kMaxIndex)
    Fail("an array of {} rows from row {} on", array.length, array.offset);
  if (array.length < from + rows)
    Fail("an array of {} rows in a batch of {}", array.length, from + rows);
  if (array.null_count < -1 || array.null_count > array.length)
    Fail("{} nulls in {} rows", array.null_count, array.length);
  if (array.n_children != 0) Fail("it has {} children, a plain column has none", array.n_children);
}

void ColumnCheck::CheckBuffers(const ArrowArray& array, std::int64_t rows) const {
  const Physical physical = layout_.physical;
  const std::int64_t least = LeastBuffers(physical);
  const bool enough =
      physical == Physical::kTextView ? array.n_buffers >= least : array.n_buffers == least;
  if (!enough || array.n_buffers > kMaxIndex)
    Fail("{} buffers, the type {} has {}", array.n_buffers, layout_.format, least);
  if (least == 0) return;
  if (!array.buffers) Fail("its buffers are missing");
  if (array.null_count > 0 && !array.buffers[0])
    Fail("{} nulls, but no validity buffer", array.null_count);
  const bool has_values = physical != Physical::kFixedBinary || layout_.byte_width > 0;
  if (rows > 0 && has_values && !array.buffers[1])
    Fail(least == 3 ? "its offsets are missing" : "its values are missing");
}

void ColumnCheck::CheckEnds(const ArrowArray& array, std::int64_t from, std::int64_t rows) const {
  const std::int64_t begin = array.offset + from;
  const Ends ends = layout_.physical == Physical::kText ? EndsOf<std::int32_t>(array, begin, rows)
                                                        : EndsOf<std::int64_t>(array, begin, rows);
  if (ends.first < 0 || ends.last < ends.first)
    Fail("its text begins at offset {} and ends at offset {}", ends.first, ends.last);
  if (ends.last > ends.first && !array.buffers[2])
    Fail("{} bytes of text, but no buffer for them", ends.last - ends.first);
}

void ColumnCheck::CheckShape(const ArrowArray& array, std::int64_t from, std::int64_t rows) const {
  CheckCounts(array, from, rows);
  CheckBuffers(array, rows);
  if (!layout_.field.nullable && array.null_count > 0 && from == 0 && rows == array.length)
    Fail("{} nulls, though its schema says that it has none", array.null_count);
  if (!layout_.field.nullable && rows > 0 && layout_.physical == Physical::kNull)
    Fail("it is of type null, though its schema says that it has no nulls");
  if (rows > 0 && (layout_.physical == Physical::kText || layout_.physical == Physical::kLargeText))
    CheckEnds(array, from, rows);
  if ((array.dictionary != nullptr) != (layout_.dictionary != nullptr))
    Fail(array.dictionary ? "a dictionary that its schema does not have" : "no dictionary");
  if (!array.dictionary) return;
  if (!array.dictionary->release) Fail("its dictionary was released");
  if (array.dictionary->dictionary) Fail("its dictionary has a dictionary");
  OfDictionary().CheckShape(*array.dictionary, 0, array.dictionary->length);
}

void CheckStructNulls(const ArrowArray& batch, std::int64_t first_row) {
  if (batch.null_count < -1 || batch.null_count > batch.length)
    throw PluginFault("the plugin broke the Arrow format: {} nulls in a batch of {} rows",
                      batch.null_count, batch.length);
  for (std::int64_t row = 0; Validity(batch) && row < batch.length; ++row)
    if (IsNullAt(batch, batch.offset + row))
      throw PluginFault("the plugin broke the Arrow format: row {} is null as a whole",
                        first_row + row)
          .Row(first_row + row);
}

}  // namespace etl::arrow
