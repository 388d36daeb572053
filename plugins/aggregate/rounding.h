// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "etl/decimal.h"

namespace etl::aggregate {

// sum * 10^-scale / count as a number of 10^-digits, halves away from zero; nullopt if it has more
// than `precision` digits. Exact: nothing is rounded but the result. count > 0.
std::optional<Int128> DivideRounded(Int128 sum, int scale, std::int64_t count, int digits,
                                    int precision);

}  // namespace etl::aggregate
