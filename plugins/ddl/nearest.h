// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etl::ddl {

// The name that `written` was probably meant to be; empty if none is near.
std::string Nearest(std::string_view written, const std::vector<std::string>& names);

}  // namespace etl::ddl
