// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/nearest_name.h"

#include "etl/suggest.h"

namespace etl::join {
std::string SuggestName(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t kListed = 8;
  if (const auto closest = Closest(name, known)) return "did you mean `" + *closest + "`?";
  std::string out;
  for (std::size_t i = 0; i < known.size() && i < kListed; ++i)
    out += (i ? ", `" : "its columns are `") + known[i] + "`";
  return out + (known.size() > kListed ? ", …" : "");
}

}  // namespace etl::join
