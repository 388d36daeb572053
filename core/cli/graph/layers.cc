// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/layers.h"

#include <algorithm>

namespace etl::cli {
namespace {

constexpr int kSweeps = 16;
constexpr double kPassHeight = 10;  // of an edge without a label

// Longest paths; then whatever nothing leads to moves towards what it leads to.
std::vector<std::size_t> Ranks(const Shapes& shapes) {
  std::vector<std::size_t> ranks(shapes.boxes.size(), 0);
  std::vector<bool> is_read(ranks.size(), false);
  for (std::size_t box = 0; box < ranks.size(); ++box)
    for (const Shapes::Edge& edge : shapes.edges)
      if (edge.to == box)
        is_read[box] = true, ranks[box] = std::max(ranks[box], ranks[edge.from] + 1);
  for (std::size_t box = 0; box < ranks.size(); ++box) {
    if (is_read[box]) continue;
    std::size_t nearest = ranks.size() + 1;
    for (const Shapes::Edge& edge : shapes.edges)
      if (edge.from == box) nearest = std::min(nearest, ranks[edge.to]);
    if (nearest <= ranks.size()) ranks[box] = nearest - 1;
  }
  return ranks;
}

void Connect(Layers& layers, std::size_t from, std::size_t to) {
  layers.cells[from].after.push_back(to);
  layers.cells[to].before.push_back(from);
}

std::vector<std::size_t> Positions(const Layers& layers) {
  std::vector<std::size_t> positions(layers.cells.size());
  for (const auto& layer : layers.order)
    for (std::size_t i = 0; i < layer.size(); ++i) positions[layer[i]] = i;
  return positions;
}

void SortLayer(Layers& layers, std::size_t layer, bool forward) {
  const std::vector<std::size_t> positions = Positions(layers);
  std::vector<std::pair<double, std::size_t>> keys;
  for (const std::size_t cell : layers.order[layer]) {
    const Cell& of = layers.cells[cell];
    const auto& neighbours = forward ? of.before : of.after;
    double sum = 0;
    for (const std::size_t neighbour : neighbours) sum += static_cast<double>(positions[neighbour]);
    const double key = neighbours.empty() ? static_cast<double>(positions[cell])
                                          : sum / static_cast<double>(neighbours.size());
    keys.emplace_back(key, cell);
  }
  std::ranges::stable_sort(keys, {}, [](const auto& key) { return key.first; });
  for (std::size_t i = 0; i < keys.size(); ++i) layers.order[layer][i] = keys[i].second;
}

}  // namespace

std::size_t Layers::CountCrossings() const {
  const std::vector<std::size_t> positions = Positions(*this);
  std::size_t crossings = 0;
  for (const auto& layer : order)
    for (std::size_t upper = 0; upper < layer.size(); ++upper)
      for (std::size_t lower = upper + 1; lower < layer.size(); ++lower)
        for (const std::size_t a : cells[layer[upper]].after)
          for (const std::size_t b : cells[layer[lower]].after)
            if (positions[a] > positions[b]) ++crossings;
  return crossings;
}

Layers MakeLayers(const Shapes& shapes) {
  Layers layers;
  const std::vector<std::size_t> ranks = Ranks(shapes);
  for (std::size_t box = 0; box < ranks.size(); ++box)
    layers.cells.push_back({2 * ranks[box], shapes.boxes[box]});
  for (const Shapes::Edge& edge : shapes.edges) {
    std::vector<std::size_t>& chain = layers.chains.emplace_back();
    std::size_t last = edge.from;
    for (std::size_t layer = 2 * ranks[edge.from] + 1; layer < 2 * ranks[edge.to]; ++layer) {
      // The label is nearest to the box that the edge leads to.
      const bool labelled = layer + 1 == 2 * ranks[edge.to] && edge.label.height > 0;
      chain.push_back(layers.cells.size());
      layers.cells.push_back({layer, labelled ? edge.label : Size{0, kPassHeight}});
      Connect(layers, last, chain.back());
      last = chain.back();
    }
    Connect(layers, last, edge.to);
  }
  for (std::size_t cell = 0; cell < layers.cells.size(); ++cell) {
    const std::size_t layer = layers.cells[cell].layer;
    if (layers.order.size() <= layer) layers.order.resize(layer + 1);
    layers.order[layer].push_back(cell);
  }
  return layers;
}

void OrderCells(Layers& layers) {
  std::size_t fewest = layers.CountCrossings();
  auto best = layers.order;
  for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
    const bool forward = sweep % 2 == 0;
    for (std::size_t i = 0; i < layers.order.size(); ++i)
      SortLayer(layers, forward ? i : layers.order.size() - 1 - i, forward);
    if (const std::size_t crossings = layers.CountCrossings(); crossings < fewest)
      fewest = crossings, best = layers.order;
  }
  layers.order = std::move(best);
}

}  // namespace etl::cli
