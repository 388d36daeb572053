// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plugin/registry.h"

namespace etl::cli {

// What a declared option may be in a file, in words of JSON Schema. Every scalar may be a `${...}`
// reference, whose value only a run knows. Refers to the definitions of ScalarDefinitions.
nlohmann::ordered_json OptionSchema(const plugin::Option& option);

// A mapping of these options and of nothing else. `all_there`: those that are required must be
// present, unless they say where the data is, which a dataset may do.
nlohmann::ordered_json OptionsSchema(const std::vector<plugin::Option>& options, bool all_there);

// {"reference": ..., "int": ..., "duration": ..., "schema": ...}, for "$defs".
nlohmann::ordered_json ScalarDefinitions();

// {"$ref": "#/$defs/NAME"}
nlohmann::ordered_json Ref(const std::string& name);

}  // namespace etl::cli
