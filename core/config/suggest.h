// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "etl/suggest.h"

namespace etl::config {

using etl::Closest;

/// "did you mean `keys`?", else "known: `a`, `b`" if there are few, else "".
std::string DidYouMean(std::string_view word, std::span<const std::string> candidates);

}  // namespace etl::config
