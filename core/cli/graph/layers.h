// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "cli/graph/layout.h"

namespace etl::cli {

// A box, a label, or the place where an edge passes a layer. Its neighbours stand in the layers
// beside its own.
struct Cell {
  std::size_t layer = 0;
  Size size;
  std::vector<std::size_t> before = {}, after = {};  // cells
  double y = 0;                                      // of the middle
};

// The shapes as cells in layers. Boxes are the first cells, in their own order.
struct Layers {
  std::vector<Cell> cells;
  std::vector<std::vector<std::size_t>> order;   // [layer] → cells from top to bottom
  std::vector<std::vector<std::size_t>> chains;  // [edge] → its cells between the boxes

  std::size_t CountCrossings() const;
};

// In the order of the shapes.
Layers MakeLayers(const Shapes& shapes);
// Sorts inside the layers, so that fewer edges cross.
void OrderCells(Layers& layers);
// Gives each cell its y: near its neighbours, without overlaps.
void PlaceCells(Layers& layers);

}  // namespace etl::cli
