// SPDX-License-Identifier: Apache-2.0
// Lists of words. A list is part of what a seed means: it never changes.
#pragma once

#include <span>
#include <string_view>

namespace etl::generate {

std::span<const std::string_view> Words();
std::span<const std::string_view> FirstNames();
std::span<const std::string_view> LastNames();

}  // namespace etl::generate
