// SPDX-License-Identifier: Apache-2.0
// Durations and sizes as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace etl::plan {

// "1500ms", "30s", "5min", "2h" → milliseconds. Nothing without a unit, but "0".
std::optional<std::int64_t> ParseDurationMs(std::string_view text);

// "512", "64MiB", "1kB", "1.5GiB" → bytes.
std::optional<std::int64_t> ParseBytes(std::string_view text);

// "64 MiB", "1.5 KiB"
std::string FormatBytes(std::int64_t bytes);

// "1,234,567"
std::string FormatCount(std::int64_t count);

}  // namespace etl::plan
