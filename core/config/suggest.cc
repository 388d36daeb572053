// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.h"

#include <cstddef>

namespace etl::config {
namespace {

constexpr std::size_t kMaxListed = 8;

}  // namespace

std::string DidYouMean(std::string_view word, std::span<const std::string> candidates) {
  if (const auto closest = Closest(word, candidates)) return "did you mean `" + *closest + "`?";
  if (candidates.empty() || candidates.size() > kMaxListed) return "";
  std::string known = "known: ";
  for (const std::string& candidate : candidates) {
    if (&candidate != &candidates.front()) known += ", ";
    known += "`" + candidate + "`";
  }
  return known;
}

}  // namespace etl::config
