// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "etl/schema.h"

namespace etl::expression {

// The column that a name means: the one of exactly this name, or, for a name without a dot, the
// only one that has it behind its dot (`specialty` for `internal.specialty`). Throws SyntaxError at
// `at` for a name that no column has, or two have.
int ResolveColumn(const Schema& schema, std::string_view name, std::size_t at = 0,
                  bool quoted = false);

}  // namespace etl::expression
