// SPDX-License-Identifier: Apache-2.0
// Numbers as PostgreSQL sends and takes them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace etl::postgres {

inline std::uint16_t ReadUInt16(const char* at) {
  std::uint16_t value;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap16(value);
}
inline std::uint32_t ReadUInt32(const char* at) {
  std::uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap32(value);
}
inline std::uint64_t ReadUInt64(const char* at) {
  std::uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return __builtin_bswap64(value);
}
inline std::int16_t ReadInt16(const char* at) { return static_cast<std::int16_t>(ReadUInt16(at)); }
inline std::int32_t ReadInt32(const char* at) { return static_cast<std::int32_t>(ReadUInt32(at)); }
inline std::int64_t ReadInt64(const char* at) { return static_cast<std::int64_t>(ReadUInt64(at)); }

inline void AppendInt16(std::int16_t value, std::string& out) {
  const std::uint16_t bytes = __builtin_bswap16(static_cast<std::uint16_t>(value));
  out.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
}
inline void AppendInt32(std::int32_t value, std::string& out) {
  const std::uint32_t bytes = __builtin_bswap32(static_cast<std::uint32_t>(value));
  out.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
}
inline void AppendInt64(std::int64_t value, std::string& out) {
  const std::uint64_t bytes = __builtin_bswap64(static_cast<std::uint64_t>(value));
  out.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
}

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

}  // namespace etl::postgres
