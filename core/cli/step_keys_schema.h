// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "etl/abi.h"

namespace etl::cli {

// In words of JSON Schema, the keys that every step of a role has, whatever its plugin. Refers to
// the definitions of StepKeyDefinitions.
nlohmann::ordered_json StepKeys(etl_role role);

// {"assert": ..., "order": ..., "incremental": ...}, for "$defs".
nlohmann::ordered_json StepKeyDefinitions();

}  // namespace etl::cli
