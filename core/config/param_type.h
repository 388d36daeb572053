// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace etl::config {

/// The types of a parameter. A list is a list of strings.
enum class ParamType { kString, kInt, kFloat, kBool, kDate, kPath, kList };

/// The name in `type:`, such as "int".
std::string_view ToString(ParamType type);
std::optional<ParamType> ParseParamType(std::string_view name);

}  // namespace etl::config
