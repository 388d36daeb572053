// SPDX-License-Identifier: Apache-2.0
// What a plugin's ArrowSchema says about the memory of its batches.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "etl/schema.h"

namespace etl::arrow {

// How the values of a column lie in memory.
enum class Physical : std::uint8_t {
  kNull,
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kFloat16,
  kFloat32,
  kFloat64,
  kDecimal128,
  kText,       // 32-bit offsets, bytes
  kLargeText,  // 64-bit offsets, bytes
  kTextView,   // 16-byte views, any number of byte buffers, their sizes
  kFixedBinary,
};

// One column: where it comes from (the plugin's Arrow type) and what it becomes.
struct ColumnLayout {
  Field field;  // with its canonical type
  Physical physical = Physical::kNull;
  int byte_width = 0;         // of kFixedBinary
  std::int64_t multiply = 1;  // to get from the unit of a time to the canonical one: times this ...
  std::int64_t divide = 1;    // ... or divided by this, without a remainder
  std::string format;         // as the plugin gave it
  std::shared_ptr<const ColumnLayout> dictionary;  // of the values; `physical` is the index's then
};

// Reads, and does not release, a schema that ValidateSchema accepts. Throws ConfigError for a
// column of a type that etl cannot carry.
std::vector<ColumnLayout> ReadLayout(const ArrowSchema* schema);

// The canonical schema of such columns.
Schema CanonicalSchema(const std::vector<ColumnLayout>& columns);

}  // namespace etl::arrow
