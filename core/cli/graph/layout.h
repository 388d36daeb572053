// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace etl::cli {

struct Size {
  double width = 0, height = 0;
};
struct Point {
  double x = 0, y = 0;
};
struct Rect {
  double x = 0, y = 0, width = 0, height = 0;  // of the upper left corner
};

// What is to be drawn: boxes, and edges from a box to a later one, with a label or none.
struct Shapes {
  struct Edge {
    std::size_t from = 0, to = 0;
    Size label;
  };
  std::vector<Size> boxes;
  std::vector<Edge> edges;
};

// Where it stands. No two boxes or labels overlap.
struct Layout {
  struct Edge {
    std::vector<Point> points;  // in pairs: a curve from each pair to the next, a line inside
    Rect label;
  };
  std::vector<Rect> boxes;
  std::vector<Edge> edges;
  Size size;
  std::size_t crossings = 0;
};

// Layers from left to right: a box is in a layer after all that lead to it, and as near to what it
// leads to as that allows. Labels have layers of their own between them. Inside the layers the
// order is that of the barycentres. The same shapes give the same layout, always.
Layout LayOut(const Shapes& shapes);

}  // namespace etl::cli
