// SPDX-License-Identifier: Apache-2.0
// The memory of a column while it grows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "etl/column.h"

ETL_SDK_BEGIN

// Bytes that grow at their end. Unlike a std::vector's, new bytes are not set to zero first, which
// costs as much as filling them. Aligned for any value. One thread.
class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~ByteBuffer() { std::free(data_); }

  std::uint8_t* data() { return data_; }
  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::uint8_t& operator[](std::size_t i) { return data_[i]; }

  // Room for `count` values of T at the end, which are the caller's to fill; valid until the next
  // call.
  template <typename T>
  T* Grow(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (capacity_ - size_ < bytes) Reserve(std::max(2 * capacity_, size_ + bytes));
    T* room = reinterpret_cast<T*>(data_ + size_);
    size_ += bytes;
    return room;
  }
  template <typename T>
  void Append(const T& value) {
    std::memcpy(Grow<std::uint8_t>(sizeof value), &value, sizeof value);
  }
  void AppendBytes(const void* bytes, std::size_t count) {
    if (count > 0) std::memcpy(Grow<std::uint8_t>(count), bytes, count);
  }
  // New bytes, if any, are `fill`.
  void Resize(std::size_t size, std::uint8_t fill = 0) {
    if (size > size_)
      std::memset(Grow<std::uint8_t>(size - size_), fill, size - size_);
    else
      size_ = size;
  }
  void Reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    capacity = std::max<std::size_t>(capacity, 64);
    auto* data = static_cast<std::uint8_t*>(std::realloc(data_, capacity));
    if (!data) throw std::bad_alloc();
    data_ = data;
    capacity_ = capacity;
  }
  void DropLast(std::size_t count) { size_ -= count; }
  void Clear() { size_ = 0; }

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

namespace detail {

// What a column that was built here owns.
struct BuiltColumn {
  ByteBuffer validity, values, text;
  const void* buffers[3];
  ArrowArray array;
};

// A column of these buffers: bits of validity (only looked at if there are nulls), then values,
// bits or offsets, then text.
inline Column MakeColumn(DataType type, std::int64_t length, std::int64_t null_count,
                         ByteBuffer validity, ByteBuffer values, ByteBuffer text) {
  auto built = std::make_shared<BuiltColumn>();
  built->validity = std::move(validity);
  built->values = std::move(values);
  built->text = std::move(text);
  const std::int64_t n_buffers = type.id == TypeId::kNull ? 0 : IsVariable(type) ? 3 : 2;
  built->buffers[0] = null_count > 0 ? built->validity.data() : nullptr;
  built->buffers[1] = built->values.data();
  built->buffers[2] = built->text.data() ? built->text.data() : reinterpret_cast<const void*>("");
  built->array = {length,         null_count, 0,       n_buffers, 0,
                  built->buffers, nullptr,    nullptr, nullptr,   nullptr};
  return Column(type, &built->array, 0, length, built);
}

}  // namespace detail

ETL_SDK_END
