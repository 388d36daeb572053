// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace etl::cli {

// In words of JSON Schema, the list `tests:` of a pipeline or of a *.test.yaml. Refers to the
// definition "schema".
nlohmann::ordered_json TestsSchema();

}  // namespace etl::cli
