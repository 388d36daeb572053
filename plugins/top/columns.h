// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "plugins/top/top.h"

namespace etl::top {

// More rows are not held in memory, but sorted by the host, which may use the disk. Not so with
// `unique`, which has to see them together.
inline constexpr std::int64_t kMostHeld = 10'000;
bool IsSorted(const TopOptions& options);

// The columns that an option lists. Throws ConfigError.
std::vector<int> ColumnsOf(const Located<std::vector<std::string>>& option, const Schema& schema,
                           std::string_view step);

}  // namespace etl::top
