// SPDX-License-Identifier: Apache-2.0
// For tests: Arrow arrays put together by hand, right or wrong. Every buffer is an allocation of
// its exact size, so that AddressSanitizer sees a read past its end.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "etl/abi.h"

namespace etl::arrow::testing {

using RawBuffer = std::optional<std::string>;  // nullopt: a null pointer

template <typename T>
RawBuffer Packed(std::initializer_list<T> values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::size_t at = 0;
  for (const T& value : values) std::memcpy(bytes.data() + sizeof(T) * at++, &value, sizeof(T));
  return bytes;
}

struct RawColumn {
  std::string format;
  std::int64_t length = 0;
  std::vector<RawBuffer> buffers = {};
  std::int64_t null_count = 0, offset = 0;
  bool nullable = true;
  std::string name = "x";
  std::string metadata = {};
  std::shared_ptr<RawColumn> dictionary = {};
  std::size_t misalign = 0;  // bytes by which its buffers are off
  std::int64_t n_buffers = -1, n_children = 0;
  bool released = false, no_buffers = false, no_array = false, no_dictionary_array = false;
};

// Arrays that are alive; 0 once everything was released.
inline int live_arrays = 0;

namespace detail {

struct OwnedArray {
  ArrowArray array{};
  std::vector<std::unique_ptr<char[]>> memory;
  std::vector<const void*> pointers;
  std::vector<std::unique_ptr<OwnedArray>> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<OwnedArray> dictionary;

  OwnedArray() { ++live_arrays; }
  ~OwnedArray() { --live_arrays; }
};

inline void ReleasePart(ArrowArray* array) { array->release = nullptr; }
inline void ReleaseWhole(ArrowArray* array) {
  array->release = nullptr;
  delete static_cast<OwnedArray*>(array->private_data);
}

inline std::unique_ptr<OwnedArray> MakeArray(const RawColumn& column) {
  auto owned = std::make_unique<OwnedArray>();
  for (const RawBuffer& buffer : column.buffers) {
    if (!buffer) {
      owned->pointers.push_back(nullptr);
      continue;
    }
    owned->memory.push_back(std::make_unique<char[]>(buffer->size() + column.misalign));
    char* at = owned->memory.back().get() + column.misalign;
    std::memcpy(at, buffer->data(), buffer->size());
    owned->pointers.push_back(at);
  }
  if (column.dictionary && !column.no_dictionary_array)
    owned->dictionary = MakeArray(*column.dictionary);
  const auto count = static_cast<std::int64_t>(owned->pointers.size());
  owned->array = {column.length,
                  column.null_count,
                  column.offset,
                  column.n_buffers < 0 ? count : column.n_buffers,
                  column.n_children,
                  column.no_buffers ? nullptr : owned->pointers.data(),
                  nullptr,
                  owned->dictionary ? &owned->dictionary->array : nullptr,
                  column.released ? nullptr : ReleasePart,
                  nullptr};
  return owned;
}

struct OwnedSchema {
  RawColumn column;
  ArrowSchema schema{};
  std::unique_ptr<OwnedSchema> dictionary;
  std::vector<std::unique_ptr<OwnedSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
};

inline std::unique_ptr<OwnedSchema> MakeSchemaPart(const RawColumn& column) {
  auto owned = std::make_unique<OwnedSchema>();
  owned->column = column;
  if (column.dictionary) owned->dictionary = MakeSchemaPart(*column.dictionary);
  owned->schema = {owned->column.format.c_str(),
                   owned->column.name.c_str(),
                   column.metadata.empty() ? nullptr : owned->column.metadata.data(),
                   column.nullable ? ARROW_FLAG_NULLABLE : 0,
                   0,
                   nullptr,
                   owned->dictionary ? &owned->dictionary->schema : nullptr,
                   [](ArrowSchema* schema) { schema->release = nullptr; },
                   nullptr};
  return owned;
}

}  // namespace detail

// To be released by whoever gets it.
inline ArrowArray MakeBatch(const std::vector<RawColumn>& columns, std::int64_t length,
                            std::int64_t offset = 0, RawBuffer validity = std::nullopt,
                            std::int64_t null_count = 0) {
  RawColumn top{"+s", length, {std::move(validity)}, null_count, offset};
  auto owned = detail::MakeArray(top);
  for (const RawColumn& column : columns) {
    owned->children.push_back(detail::MakeArray(column));
    owned->child_pointers.push_back(column.no_array ? nullptr : &owned->children.back()->array);
  }
  owned->array.n_children = static_cast<std::int64_t>(columns.size());
  owned->array.children = owned->child_pointers.data();
  owned->array.release = detail::ReleaseWhole;
  owned->array.private_data = owned.get();
  return owned.release()->array;
}

inline ArrowSchema MakeSchema(const std::vector<RawColumn>& columns) {
  auto owned = detail::MakeSchemaPart({"+s"});
  for (const RawColumn& column : columns) {
    owned->children.push_back(detail::MakeSchemaPart(column));
    owned->child_pointers.push_back(&owned->children.back()->schema);
  }
  owned->schema.n_children = static_cast<std::int64_t>(columns.size());
  owned->schema.children = owned->child_pointers.data();
  owned->schema.release = [](ArrowSchema* schema) {
    schema->release = nullptr;
    delete static_cast<detail::OwnedSchema*>(schema->private_data);
  };
  owned->schema.private_data = owned.get();
  return owned.release()->schema;
}

}  // namespace etl::arrow::testing
