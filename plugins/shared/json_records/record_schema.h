// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "etl/options.h"

namespace etl::json_records {

// Throws a ConfigError for a schema that JSON records cannot have. No I/O.
void CheckSchema(const DeclaredSchema& schema);

}  // namespace etl::json_records
