// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "cli/graph/layers.h"

namespace etl::cli {
namespace {

constexpr double kGap = 18;  // between two cells of a layer
constexpr int kPasses = 8;

// How far the middles of two neighbours of a layer must be apart.
double Apart(const Cell& upper, const Cell& lower) {
  return (upper.size.height + lower.size.height) / 2 + kGap;
}

// Where a cell would like to be: between its neighbours.
double Wish(const Layers& layers, const Cell& cell, bool before, bool after) {
  double sum = 0;
  std::size_t count = 0;
  const auto add = [&](const std::vector<std::size_t>& neighbours) {
    for (const std::size_t neighbour : neighbours) sum += layers.cells[neighbour].y, ++count;
  };
  if (before) add(cell.before);
  if (after) add(cell.after);
  return count == 0 ? cell.y : sum / static_cast<double>(count);
}

// The places nearest to the wishes, in the least squares, that keep the order and the distances:
// a regression that only rises, over wishes less the distances above them, by pooling neighbours
// that want to be on the wrong side of each other.
void PlaceLayer(Layers& layers, const std::vector<std::size_t>& layer, bool before, bool after) {
  struct Pool {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Pool> pools;
  std::vector<double> offsets;
  for (std::size_t i = 0; i < layer.size(); ++i) {
    const Cell& cell = layers.cells[layer[i]];
    offsets.push_back(i == 0 ? 0 : offsets.back() + Apart(layers.cells[layer[i - 1]], cell));
    pools.push_back({Wish(layers, cell, before, after) - offsets.back(), 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back() = {pools.back().sum + last.sum, pools.back().count + last.count};
    }
  }
  std::size_t next = 0;
  for (const Pool& pool : pools)
    for (std::size_t i = 0; i < pool.count; ++i, ++next)
      layers.cells[layer[next]].y = pool.mean() + offsets[next];
}

}  // namespace

void PlaceCells(Layers& layers) {
  for (const auto& layer : layers.order)
    for (std::size_t i = 1; i < layer.size(); ++i)
      layers.cells[layer[i]].y =
          layers.cells[layer[i - 1]].y + Apart(layers.cells[layer[i - 1]], layers.cells[layer[i]]);
  for (int pass = 0; pass < kPasses; ++pass) {
    const bool last = pass + 2 >= kPasses, forward = pass % 2 == 0;
    for (std::size_t i = 0; i < layers.order.size(); ++i)
      PlaceLayer(layers, layers.order[forward ? i : layers.order.size() - 1 - i], forward || last,
                 !forward || last);
  }
  double top = std::numeric_limits<double>::max();
  for (const Cell& cell : layers.cells) top = std::min(top, cell.y - cell.size.height / 2);
  for (Cell& cell : layers.cells) cell.y -= top;
}

}  // namespace etl::cli
