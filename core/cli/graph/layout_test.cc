// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/layout.h"

#include <gtest/gtest.h>

#include <random>

namespace etl::cli {
namespace {

bool Overlap(const Rect& a, const Rect& b) {
  return a.width > 0 && b.width > 0 && a.x < b.x + b.width && b.x < a.x + a.width &&
         a.y < b.y + b.height && b.y < a.y + a.height;
}

void CheckLayout(const Shapes& shapes, const Layout& layout) {
  std::vector<Rect> all = layout.boxes;
  for (const auto& edge : layout.edges) all.push_back(edge.label);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_GE(all[i].x, 0);
    EXPECT_GE(all[i].y, 0);
    EXPECT_LE(all[i].x + all[i].width, layout.size.width);
    EXPECT_LE(all[i].y + all[i].height, layout.size.height);
    for (std::size_t j = i + 1; j < all.size(); ++j) EXPECT_FALSE(Overlap(all[i], all[j]));
  }
  for (std::size_t i = 0; i < shapes.edges.size(); ++i) {
    const Rect &from = layout.boxes[shapes.edges[i].from], &to = layout.boxes[shapes.edges[i].to];
    const auto& points = layout.edges[i].points;
    EXPECT_LT(from.x + from.width, to.x) << "an edge leads to the right";
    EXPECT_EQ(points.front().x, from.x + from.width);
    EXPECT_EQ(points.back().x, to.x);
    EXPECT_GT(points.back().y, to.y);
    EXPECT_LT(points.back().y, to.y + to.height);
    for (std::size_t k = 1; k < points.size(); ++k) EXPECT_LE(points[k - 1].x, points[k].x);
  }
}

TEST(Layout, OfNothingIsSmall) { EXPECT_LT(LayOut({}).size.width, 100); }

TEST(Layout, OneBoxStandsAlone) {
  const Shapes shapes{{{100, 50}}, {}};
  CheckLayout(shapes, LayOut(shapes));
}

TEST(Layout, TwoCrossedPairsAreUncrossed) {
  const Size box{100, 50}, label{40, 20};
  const Shapes shapes{{box, box, box, box}, {{0, 3, label}, {1, 2, label}}};
  const Layout layout = LayOut(shapes);
  CheckLayout(shapes, layout);
  EXPECT_EQ(layout.crossings, 0U);
}

TEST(Layout, ALateSourceStandsBesideItsReader) {
  const Size box{100, 50};
  // 0 → 1 → 2 → 4 ← 3
  const Shapes shapes{{box, box, box, box, box}, {{0, 1, {}}, {1, 2, {}}, {2, 4, {}}, {3, 4, {}}}};
  const Layout layout = LayOut(shapes);
  CheckLayout(shapes, layout);
  EXPECT_EQ(layout.boxes[3].x, layout.boxes[2].x);
}

TEST(Layout, AStepThatReadsAnotherTwiceHasTwoEnds) {
  const Shapes shapes{{{100, 50}, {100, 50}}, {{0, 1, {40, 20}}, {0, 1, {40, 20}}}};
  const Layout layout = LayOut(shapes);
  CheckLayout(shapes, layout);
  EXPECT_NE(layout.edges[0].points.back().y, layout.edges[1].points.back().y);
}

TEST(Layout, HoldsForAnyGraph) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Shapes shapes;
    const std::size_t count = 1 + random() % 24;
    for (std::size_t i = 0; i < count; ++i) {
      shapes.boxes.push_back({60.0 + random() % 200, 30.0 + random() % 60});
      for (std::size_t inputs = i == 0 ? 0 : random() % 4; inputs > 0; --inputs)
        shapes.edges.push_back({random() % i, i, random() % 2 ? Size{80, 30} : Size{}});
    }
    const Layout layout = LayOut(shapes), again = LayOut(shapes);
    CheckLayout(shapes, layout);
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(layout.boxes[i].y, again.boxes[i].y);
    if (HasFailure()) FAIL() << "round " << round;
  }
}

}  // namespace
}  // namespace etl::cli
