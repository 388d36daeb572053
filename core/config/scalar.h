// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.h"

namespace etl::config {

// The YAML 1.2 core schema. `no`, `yes`, `on` and `1_000` are strings; 0o17 and 0x1F are integers.
std::optional<bool> ParseBool(std::string_view text);
std::optional<std::int64_t> ParseInt(std::string_view text);  // nothing if beyond 64 bits
std::optional<double> ParseFloat(std::string_view text);      // an integer is one too; .inf, .nan
/// A real calendar date, YYYY-MM-DD.
bool IsDate(std::string_view text);

/// The same on a node: nothing if it is not an unquoted scalar of that type.
std::optional<bool> AsBool(const Node& node);
std::optional<std::int64_t> AsInt(const Node& node);
std::optional<double> AsFloat(const Node& node);
bool IsNull(const Node& node);

/// [A-Za-z_][A-Za-z0-9_]*
bool IsIdentifier(std::string_view text);

}  // namespace etl::config
