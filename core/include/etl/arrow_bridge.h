// SPDX-License-Identifier: Apache-2.0
// Schemas and batches to and from the Arrow C Data Interface. Plugin authors need not call any of
// this: the adapters behind ETL_PLUGIN do.
#pragma once

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "etl/record_batch.h"

ETL_SDK_BEGIN

namespace detail {

// Arrow's metadata encoding: int32 count, then (int32 length, bytes) for each key and value, native
// endian.
inline void AppendMetadata(std::string& out, std::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), 4);
  out += text;
}

inline std::string EncodeMetadata(const Field& field) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (field.max_chars > 0) pairs.emplace_back("etl.max_chars", std::to_string(field.max_chars));
  if (!field.sql_type.empty()) pairs.emplace_back("etl.sql_type", field.sql_type);
  if (pairs.empty()) return {};
  const auto count = static_cast<std::int32_t>(pairs.size());
  std::string out(reinterpret_cast<const char*>(&count), 4);
  for (const auto& [key, value] : pairs) AppendMetadata(out, key), AppendMetadata(out, value);
  return out;
}

inline std::string_view ReadMetadata(const char*& at) {
  std::int32_t size;
  std::memcpy(&size, at, 4);
  std::string_view text(at + 4, static_cast<std::size_t>(size));
  at += 4 + size;
  return text;
}

inline void DecodeMetadata(const char* at, Field& field) {
  if (!at) return;
  std::int32_t count;
  std::memcpy(&count, at, 4);
  at += 4;
  for (std::int32_t i = 0; i < count; ++i) {
    const std::string_view key = ReadMetadata(at), value = ReadMetadata(at);
    if (key == "etl.max_chars") field.max_chars = std::atoi(std::string(value).c_str());
    if (key == "etl.sql_type") field.sql_type = value;
  }
}

// What an exported ArrowSchema points into.
struct ExportedSchema {
  struct Child {
    std::string format, name, metadata;
    ArrowSchema schema;
  };
  std::vector<Child> children;
  std::vector<ArrowSchema*> pointers;
};

inline void MarkReleased(ArrowSchema* schema) { schema->release = nullptr; }

inline void ReleaseSchema(ArrowSchema* schema) {
  delete static_cast<ExportedSchema*>(schema->private_data);
  schema->release = nullptr;
}

// What an exported ArrowArray points into: one allocation for the batch, with a share of each
// column's owner. A consumer may move a child out of its parent (the specification allows it), so
// parent and children hold one reference each.
struct ExportedBatch {
  explicit ExportedBatch(std::size_t count)
      : children(count), owners(count), references(count + 1) {}

  void Drop() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  const void* no_buffer = nullptr;
  std::vector<ArrowArray> children;
  std::vector<std::shared_ptr<const void>> owners;
  std::vector<ArrowArray*> pointers;
  std::atomic<std::size_t> references;
};

inline void ReleaseChild(ArrowArray* child) {
  child->release = nullptr;
  static_cast<ExportedBatch*>(child->private_data)->Drop();
}

inline void ReleaseBatch(ArrowArray* array) {
  auto* exported = static_cast<ExportedBatch*>(array->private_data);
  array->release = nullptr;
  for (ArrowArray& child : exported->children)
    if (child.release) child.release(&child);
  exported->Drop();
}

}  // namespace detail

inline void ExportSchema(const Schema& schema, ArrowSchema* out) {
  auto exported = std::make_unique<detail::ExportedSchema>();
  exported->children.resize(static_cast<std::size_t>(schema.size()));
  for (int i = 0; i < schema.size(); ++i) {
    auto& child = exported->children[static_cast<std::size_t>(i)];
    const Field& field = schema[i];
    child.format = ToArrowFormat(field.type);
    child.name = field.name;
    child.metadata = detail::EncodeMetadata(field);
    child.schema = {child.format.c_str(),
                    child.name.c_str(),
                    child.metadata.empty() ? nullptr : child.metadata.data(),
                    field.nullable ? ARROW_FLAG_NULLABLE : 0,
                    0,
                    nullptr,
                    nullptr,
                    detail::MarkReleased,
                    nullptr};
    exported->pointers.push_back(&child.schema);
  }
  auto** children = exported->pointers.data();
  *out = {"+s",
          "",
          nullptr,
          0,
          schema.size(),
          children,
          nullptr,
          detail::ReleaseSchema,
          exported.release()};
}

// Reads, and does not release, a struct schema of canonical types. Throws DataError for another
// type.
inline Schema ImportSchema(const ArrowSchema* schema) {
  std::vector<Field> fields;
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    const ArrowSchema* child = schema->children[i];
    const auto type = FromArrowFormat(child->format);
    if (!type || child->dictionary)
      throw DataError("column `{}` has the Arrow type `{}`, which is not a canonical one",
                      child->name, child->format);
    Field field{
        child->name ? child->name : "", *type, (child->flags & ARROW_FLAG_NULLABLE) != 0, 0, {}};
    detail::DecodeMetadata(child->metadata, field);
    fields.push_back(std::move(field));
  }
  return Schema(std::move(fields));
}

// Shares the columns; *out is released by whoever gets it, on any thread.
inline void ExportBatch(const RecordBatch& batch, ArrowArray* out) {
  const auto count = static_cast<std::size_t>(batch.num_columns());
  auto exported = std::make_unique<detail::ExportedBatch>(count);
  exported->pointers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Column& column = batch.column(static_cast<int>(i));
    ArrowArray& child = exported->children[i];
    child = *column.array();
    child.offset = column.offset();
    child.length = column.length();
    // The count is for the whole array; a slice of it may have fewer nulls.
    if (child.null_count != 0 && column.length() != column.array()->length) child.null_count = -1;
    child.release = detail::ReleaseChild;
    child.private_data = exported.get();
    exported->owners[i] = column.owner();
    exported->pointers.push_back(&child);
  }
  *out = {batch.num_rows(),
          0,
          0,
          1,
          batch.num_columns(),
          &exported->no_buffer,
          exported->pointers.data(),
          nullptr,
          detail::ReleaseBatch,
          exported.get()};
  exported.release();
}

// Moves *array (its release becomes null). The array must fit the schema; the host has validated
// it.
inline RecordBatch ImportBatch(ArrowArray* array, const Schema& schema) {
  std::shared_ptr<ArrowArray> owner(new ArrowArray(*array), [](ArrowArray* held) {
    if (held->release) held->release(held);
    delete held;
  });
  array->release = nullptr;
  std::vector<Column> columns;
  columns.reserve(static_cast<std::size_t>(owner->n_children));
  for (int i = 0; i < schema.size(); ++i) {
    const ArrowArray* child = owner->children[i];
    columns.emplace_back(schema[i].type, child, child->offset + owner->offset, owner->length,
                         owner);
  }
  return RecordBatch(schema, std::move(columns), owner->length);
}

ETL_SDK_END
