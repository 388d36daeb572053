// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "plugins/distinct/distinct.h"

namespace etl::distinct {

// The columns that must be equal, as an order. Throws ConfigError.
Order KeysOf(const DistinctOptions& options, const Schema& schema, std::string_view step);

// The input's columns, and that of the counts.
Schema OutputOf(const DistinctOptions& options, const Schema& input);

}  // namespace etl::distinct
