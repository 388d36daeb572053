// SPDX-License-Identifier: Apache-2.0
#include "runtime/nearest_values.h"

#include <algorithm>

#include "etl/suggest.h"
#include "etl/value_text.h"

namespace etl::runtime {

NearestValues::NearestValues(std::string wanted) : wanted_(detail::LowerAscii(wanted)) {
  if (wanted_.size() > kMaxLength) wanted_.clear();  // no typing mistake
}

void NearestValues::Add(std::string_view value) {
  if (wanted_.empty() || value.empty() || value.size() > kMaxLength) return;
  const std::string known = detail::LowerAscii(value);
  const std::size_t limit = (std::max(wanted_.size(), known.size()) + 2) / 3;
  const bool part = wanted_.size() > 1 && known.size() > 1 &&
                    (known.find(wanted_) != known.npos || wanted_.find(known) != wanted_.npos);
  std::size_t distance = detail::EditDistance(wanted_, known);
  if (part) distance = std::min(distance, limit);
  if (distance > limit || (!part && distance >= known.size())) return;
  if (nearest_.size() == kCount && distance >= nearest_.back().first) return;
  if (std::ranges::any_of(nearest_, [&](const auto& near) { return near.second == value; })) return;
  const auto at =
      std::ranges::upper_bound(nearest_, distance, {}, [](const auto& near) { return near.first; });
  nearest_.insert(at, {distance, std::string(value)});
  if (nearest_.size() > kCount) nearest_.pop_back();
}

std::string NearestValues::Hint() const {
  std::string out;
  for (const auto& [distance, value] : nearest_)
    out += (out.empty() ? "did you mean " : ", ") + Quoted(value);
  return out.empty() ? out : out + "?";
}

}  // namespace etl::runtime
