// SPDX-License-Identifier: Apache-2.0
// JSON pointers (RFC 6901): "/data/users".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/options.h"

namespace etl::json_records {

// Throws a ConfigError that names the option and, if there is one, blames its node.
void CheckPointer(std::string_view option, std::string_view pointer, const OptionNode& node = {});

// "/a~1b/0" → "a/b", "0". Empty for the whole document.
std::vector<std::string> StepsOf(std::string_view pointer);

// A key as a step of a pointer.
std::string EscapedStep(std::string_view key);

// The place in a list that a step means; -1 if it means none.
std::int64_t IndexOf(std::string_view step);

}  // namespace etl::json_records
