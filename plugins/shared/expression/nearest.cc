// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/nearest.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "etl/suggest.h"

namespace etl::expression {
namespace {

constexpr std::size_t kMaxListed = 12;

// A name without what stands before its dot.
std::vector<std::string> LastParts(const std::vector<std::string>& names) {
  std::vector<std::string> parts;
  for (const std::string& name : names) parts.push_back(name.substr(name.rfind('.') + 1));
  return parts;
}

std::optional<std::string> ClosestName(std::string_view word,
                                       const std::vector<std::string>& names) {
  if (auto closest = Closest(word, names)) return closest;
  const std::vector<std::string> parts = LastParts(names);
  const auto part = Closest(word, parts);
  if (!part) return std::nullopt;
  return names[static_cast<std::size_t>(std::ranges::find(parts, *part) - parts.begin())];
}

}  // namespace

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto closest = ClosestName(word, candidates)) return "did you mean `" + *closest + "`?";
  if (candidates.empty() || candidates.size() > kMaxListed) return {};
  std::string out = "there is";
  for (std::size_t i = 0; i < candidates.size(); ++i)
    out += (i ? ", `" : " `") + candidates[i] + "`";
  return out;
}

}  // namespace etl::expression
