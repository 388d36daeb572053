// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/graph/graph.h"

namespace etl::cli {

// The graph as an SVG element, from left to right; legible on light and on dark ground, refers to
// nothing outside. The same graph gives the same bytes.
std::string DrawSvg(const Graph& graph);

}  // namespace etl::cli
