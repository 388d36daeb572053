// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "plugins/generate/numbers.h"

namespace etl::generate {

// Texts; nullopt if the kind is none of these. A `format` refers to columns of `before`. Throws
// ConfigError.
std::optional<MadeColumn> MakeText(const ColumnSpec& spec, const std::vector<MadeColumn>& before);

}  // namespace etl::generate
