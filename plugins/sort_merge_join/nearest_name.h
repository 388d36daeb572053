// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etl::join {

// A hint for a name that is not among the known ones: the one that was probably meant, else what
// there is.
std::string SuggestName(std::string_view name, const std::vector<std::string>& known);

}  // namespace etl::join
