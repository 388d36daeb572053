// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "plugins/shared/expression/node.h"

namespace etl::expression {

// A LIKE pattern: % is any text, _ any one code point, the escape character takes its meaning away.
class LikePattern {
 public:
  // nullopt: the pattern ends with its escape character. An empty `escape` means there is none.
  // With `fold` the text is to be folded too (FoldCase).
  static std::optional<LikePattern> Compile(std::string_view pattern, std::string_view escape,
                                            bool fold = false);
  bool Matches(std::string_view text) const;

 private:
  static constexpr std::uint16_t kAnyText = 256, kAnyCharacter = 257;
  std::vector<std::uint16_t> tokens_;  // a byte, or one of these
};

// `name` is like or ilike, which takes letters of either case for the same.
NodePtr BindLike(const std::string& name, NodePtr text, NodePtr pattern, std::string_view escape,
                 const Place& place);

}  // namespace etl::expression
