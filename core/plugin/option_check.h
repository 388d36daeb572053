// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "etl/abi.h"

namespace etl::plugin {

// What is wrong with a component's declaration of its options, naming the option; nullopt when
// nothing is.
std::optional<std::string> WhyNotOptions(const etl_option* const* options, size_t count);

// A name as it can stand in a pipeline: letters, digits, '_', '-' and '.', up to 64 of them.
bool IsName(const char* name);

// The same for what follows `use:`, and so becomes part of a file name: no '.'.
bool IsPluginName(std::string_view name);

}  // namespace etl::plugin
