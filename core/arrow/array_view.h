// SPDX-License-Identifier: Apache-2.0
// Reading an ArrowArray whose shape has been checked. Values are copied out byte by byte: the
// interface recommends aligned buffers, it does not require them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "arrow/layout.h"

namespace etl::arrow {

template <typename T>
T Load(const void* buffer, std::int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + index * std::int64_t{sizeof(T)},
              sizeof value);
  return value;
}

inline bool BitAt(const void* bits, std::int64_t index) {
  return static_cast<const std::uint8_t*>(bits)[index >> 3] >> (index & 7) & 1;
}

// The validity bits, or null when there are no nulls.
inline const void* Validity(const ArrowArray& array) {
  return array.null_count == 0 || array.n_buffers == 0 ? nullptr : array.buffers[0];
}

inline bool IsNullAt(const ArrowArray& array, std::int64_t index) {
  const void* validity = Validity(array);
  return validity && !BitAt(validity, index);
}

inline std::string_view Bytes(const void* data, std::int64_t begin, std::int64_t size) {
  if (size == 0) return {};
  return {static_cast<const char*>(data) + begin, static_cast<std::size_t>(size)};
}

// One value of a column with offsets of type T.
template <typename T>
std::string_view TextAt(const ArrowArray& array, std::int64_t index) {
  const T begin = Load<T>(array.buffers[1], index);
  return Bytes(array.buffers[2], begin, Load<T>(array.buffers[1], index + 1) - begin);
}

// One element of a view column: a short text itself, or where a long one is.
struct TextView {
  static constexpr std::int32_t kMaxInline = 12;

  TextView(const ArrowArray& array, std::int64_t index)
      : at(static_cast<const char*>(array.buffers[1]) + index * 16),
        size(Load<std::int32_t>(at, 0)),
        buffer(Load<std::int32_t>(at, 2)),
        offset(Load<std::int32_t>(at, 3)) {}

  bool is_inline() const { return size <= kMaxInline; }
  std::string_view text(const ArrowArray& array) const {
    return is_inline() ? Bytes(at, 4, size) : Bytes(array.buffers[2 + buffer], offset, size);
  }

  const char* at;
  std::int32_t size, buffer, offset;
};

// An index into a dictionary, of any integer type; -1 when it is beyond what 63 bits hold.
inline std::int64_t DictionaryIndexAt(const ArrowArray& array, Physical physical,
                                      std::int64_t index) {
  const void* values = array.buffers[1];
  switch (physical) {
    case Physical::kInt8:
      return Load<std::int8_t>(values, index);
    case Physical::kInt16:
      return Load<std::int16_t>(values, index);
    case Physical::kInt32:
      return Load<std::int32_t>(values, index);
    case Physical::kUInt8:
      return Load<std::uint8_t>(values, index);
    case Physical::kUInt16:
      return Load<std::uint16_t>(values, index);
    case Physical::kUInt32:
      return Load<std::uint32_t>(values, index);
    default: {
      const auto wide = Load<std::int64_t>(values, index);
      return wide < 0 ? -1 : wide;
    }
  }
}

}  // namespace etl::arrow
