// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/column_lists.h"

#include "plugins/shared/json_records/pointer.h"

namespace etl::rest {
namespace {

// Values that are only checked are thrown away after so many.
constexpr std::int64_t kScratchRows = 1024;

// simdjson's own count of a long list is cut off.
std::int64_t SizeOf(const simdjson::dom::array& list) {
  std::int64_t size = 0;
  for ([[maybe_unused]] const auto value : list) ++size;
  return size;
}

}  // namespace

void ColumnLists::Add(const SchemaEntry& entry, int place) {
  const std::string pointer =
      entry.path.empty() ? "/" + json_records::EscapedStep(entry.field.name) : entry.path;
  columns_.push_back({json_records::ValueAppender(entry.field),
                      pointer,
                      place,
                      entry.optional,
                      ColumnBuilder(entry.field.type),
                      {}});
  if (accept_texts_) columns_.back().values.AcceptTexts();
}

void ColumnLists::Begin(const simdjson::dom::element& object, const std::string& records,
                        const std::string& page) {
  size_ = -1;
  std::string first;
  for (Column& column : columns_) {
    const std::string& name = column.values.field().name;
    const auto found = object.at_pointer(column.pointer);
    column.missing = found.error() != simdjson::SUCCESS;
    if (column.missing) {
      if (column.optional) continue;
      throw DataError("{}{} is missing", records, column.pointer).Column(name).Position(page);
    }
    const auto list = found.get_array();
    if (list.error())
      throw DataError("{}{} is no list but {}: {}", records, column.pointer,
                      json_records::KindOf(found.value_unsafe()),
                      json_records::Shown(found.value_unsafe()))
          .Column(name)
          .Position(page);
    const std::int64_t size = SizeOf(list.value_unsafe());
    if (size_ >= 0 && size != size_)
      throw DataError("{}{} has {} values, but {}{} has {}", records, column.pointer, size, records,
                      first, size_)
          .Column(name)
          .Position(page);
    if (size_ < 0) first = column.pointer;
    size_ = size;
    column.at = list.value_unsafe().begin();
  }
  if (size_ < 0) size_ = 0;
}

void ColumnLists::Append(const json_records::RecordPlace& place, RecordBatchBuilder& batch) {
  for (Column& column : columns_) {
    ColumnBuilder& out = column.place < 0 ? column.scratch : batch.column(column.place);
    if (column.missing) {
      out.AppendNull();
    } else {
      const simdjson::dom::element value = *column.at;
      ++column.at;
      if (!column.values.Append(out, value))
        throw DataError("{}{}/{}: {}: {}", place.records, column.pointer, place.index,
                        column.values.WhyNot(value), json_records::Shown(value))
            .Column(column.values.field().name)
            .Position(place.text())
            .Row(place.row);
    }
    if (column.place < 0 && out.length() >= kScratchRows) out.Finish();
  }
}

}  // namespace etl::rest
