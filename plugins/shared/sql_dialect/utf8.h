// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace etl::sql_dialect {

struct TextShape {
  std::size_t characters = 0;  // code points
  bool supplementary = false;  // one of them is above U+FFFF
};

// nullopt: not UTF-8 (overlong forms and surrogates included).
std::optional<TextShape> MeasureUtf8(std::string_view text);

}  // namespace etl::sql_dialect
