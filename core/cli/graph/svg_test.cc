// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace etl::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Svg, EscapesWhatASchemaSays) {
  Graph graph;
  graph.title = "a & b";
  graph.nodes = {{"<x>", Graph::Role::kSource, {"\"q\" & co"}, "</title><script>", false},
                 {"y", Graph::Role::kSink, {}, "", true}};
  graph.edges = {{0, 1, {"order <a>"}, {}, "a < b"}};
  const std::string svg = DrawSvg(graph);
  EXPECT_THAT(svg, HasSubstr("&lt;x&gt;"));
  EXPECT_THAT(svg, HasSubstr("&quot;q&quot; &amp; co"));
  EXPECT_THAT(svg, HasSubstr("order &lt;a&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("class=\"sink failed\""));
}

TEST(Svg, RefersToNothingOutside) {
  Graph graph;
  graph.nodes = {{"x", Graph::Role::kTransform, {}, "", false}};
  const std::string svg = DrawSvg(graph);
  EXPECT_THAT(svg, Not(HasSubstr("href")));
  EXPECT_THAT(svg, Not(HasSubstr("url(")));
  EXPECT_THAT(svg, Not(HasSubstr("@import")));
}

TEST(Svg, LongNamesAreCutAndToldInWhole) {
  const std::string name(200, 'n');
  Graph graph;
  graph.nodes = {{name, Graph::Role::kSource, {}, name, false}};
  const std::string svg = DrawSvg(graph);
  EXPECT_THAT(svg, HasSubstr(std::string(31, 'n') + "…</text>"));
  EXPECT_THAT(svg, HasSubstr("<title>" + name + "</title>"));
}

}  // namespace
}  // namespace etl::cli
