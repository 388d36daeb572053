// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::sql_dialect {

// Whether a bare name would be read as something else, in any supported version and sql_mode.
// Ignores the case of ASCII letters.
bool IsReserved(Dialect dialect, std::string_view word);

}  // namespace etl::sql_dialect
