// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plugin/registry.h"

namespace etl::cli {

// All components of all plugins that are found: sources, transforms, sinks, by name within each.
// Throws what Registry::components throws.
std::vector<const plugin::Component*> AllComponents(plugin::Registry& registry);

}  // namespace etl::cli
