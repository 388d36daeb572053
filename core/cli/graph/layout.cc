// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/layout.h"

#include <algorithm>
#include <cmath>

#include "cli/graph/layers.h"

namespace etl::cli {
namespace {

constexpr double kMargin = 16;
constexpr double kBend = 34;       // between two layers: room for a curve
constexpr double kPortApart = 16;  // between the ends of edges at a box

struct Column {
  double x = 0, width = 0;
};

std::vector<Column> Columns(const Layers& layers) {
  std::vector<Column> columns(layers.order.size());
  double x = kMargin;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (const std::size_t cell : layers.order[i])
      columns[i].width = std::max(columns[i].width, layers.cells[cell].size.width);
    columns[i].x = x;
    x += columns[i].width + kBend;
  }
  return columns;
}

Rect Place(const Cell& cell, const Column& column) {
  return {std::round(column.x + (column.width - cell.size.width) / 2),
          std::round(kMargin + cell.y - cell.size.height / 2), cell.size.width, cell.size.height};
}

// Where the edges end at the left side of each box: side by side, in the order of what they come
// from.
std::vector<double> EndPoints(const Shapes& shapes, const Layers& layers) {
  std::vector<double> ends(shapes.edges.size());
  for (std::size_t box = 0; box < shapes.boxes.size(); ++box) {
    std::vector<std::size_t> edges;
    for (std::size_t i = 0; i < ends.size(); ++i)
      if (shapes.edges[i].to == box) edges.push_back(i);
    std::ranges::stable_sort(
        edges, {}, [&](std::size_t edge) { return layers.cells[layers.chains[edge].back()].y; });
    const auto count = static_cast<double>(edges.size());
    const double apart = std::min(kPortApart, shapes.boxes[box].height / (count + 1));
    for (std::size_t i = 0; i < edges.size(); ++i)
      ends[edges[i]] = std::round(kMargin + layers.cells[box].y +
                                  (static_cast<double>(i) - (count - 1) / 2) * apart);
  }
  return ends;
}

}  // namespace

Layout LayOut(const Shapes& shapes) {
  Layers layers = MakeLayers(shapes);
  OrderCells(layers);
  PlaceCells(layers);
  const std::vector<Column> columns = Columns(layers);
  Layout layout;
  layout.crossings = layers.CountCrossings();
  for (std::size_t box = 0; box < shapes.boxes.size(); ++box)
    layout.boxes.push_back(Place(layers.cells[box], columns[layers.cells[box].layer]));
  const std::vector<double> ends = EndPoints(shapes, layers);
  for (std::size_t i = 0; i < shapes.edges.size(); ++i) {
    const Rect &from = layout.boxes[shapes.edges[i].from], &to = layout.boxes[shapes.edges[i].to];
    Layout::Edge edge;
    const Point start{from.x + from.width, std::round(from.y + from.height / 2)};
    edge.points = {start,
                   {columns[layers.cells[shapes.edges[i].from].layer].x +
                        columns[layers.cells[shapes.edges[i].from].layer].width,
                    start.y}};
    for (const std::size_t cell : layers.chains[i]) {
      const Column& column = columns[layers.cells[cell].layer];
      const double y = std::round(kMargin + layers.cells[cell].y);
      edge.points.push_back({column.x, y});
      edge.points.push_back({column.x + column.width, y});
      edge.label = Place(layers.cells[cell], column);
    }
    edge.points.push_back({columns[layers.cells[shapes.edges[i].to].layer].x, ends[i]});
    edge.points.push_back({to.x, ends[i]});
    layout.edges.push_back(std::move(edge));
  }
  double bottom = 0;
  for (const Cell& cell : layers.cells) bottom = std::max(bottom, cell.y + cell.size.height / 2);
  layout.size = {columns.empty() ? 0 : std::ceil(columns.back().x + columns.back().width + kMargin),
                 std::ceil(bottom + 2 * kMargin)};
  return layout;
}

}  // namespace etl::cli
