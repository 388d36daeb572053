// SPDX-License-Identifier: Apache-2.0
#include "cli/components.h"

#include <algorithm>

namespace etl::cli {

std::vector<const plugin::Component*> AllComponents(plugin::Registry& registry) {
  std::vector<const plugin::Component*> all;
  for (const std::string& name : registry.available())
    for (const plugin::Component& component : registry.components(name)) all.push_back(&component);
  std::ranges::stable_sort(all, {}, [](const auto* component) { return component->role; });
  return all;
}

}  // namespace etl::cli
