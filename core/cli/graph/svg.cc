// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/graph/escape.h"
#include "cli/graph/layout.h"

namespace etl::cli {
namespace {

constexpr std::size_t kNameColumns = 32, kLineColumns = 38, kLabelColumns = 34;
constexpr double kNameWidth = 8.6, kLineWidth = 6.9, kLabelWidth = 6.3;  // of a character
constexpr double kNameHeight = 20, kLineHeight = 16, kLabelHeight = 14, kPadding = 12;

// Plain classes: some viewers know no variables. What a viewer without this sheet shows is black on
// white.
constexpr const char* kStyle = R"(
.etl-graph{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.etl-graph .ground{fill:#ffffff}
.etl-graph .box{stroke-width:1.5}
.etl-graph .source .box{fill:#e8f1fd;stroke:#2f6fd0}.etl-graph .source .bar{fill:#2f6fd0}
.etl-graph .transform .box{fill:#f3effb;stroke:#7c55c4}.etl-graph .transform .bar{fill:#7c55c4}
.etl-graph .sink .box{fill:#e7f5ec;stroke:#2a8452}.etl-graph .sink .bar{fill:#2a8452}
.etl-graph .failed .box{fill:#fdecec;stroke:#c62f2f;stroke-width:3}.etl-graph .failed .bar{fill:#c62f2f}
.etl-graph .name{font-size:14px;font-weight:600;fill:#16191d}
.etl-graph .line{font-size:12px;fill:#40474f}
.etl-graph .edge{fill:none;stroke:#7a838d;stroke-width:1.5}
.etl-graph .head{fill:#7a838d}
.etl-graph .chip{fill:#f2f4f6;stroke:#d5dade}
.etl-graph .label{font-size:11px;fill:#33393f;text-anchor:middle}
@media (prefers-color-scheme:dark){
.etl-graph .ground{fill:#15181c}
.etl-graph .source .box{fill:#16263d;stroke:#6ea3f0}.etl-graph .source .bar{fill:#6ea3f0}
.etl-graph .transform .box{fill:#251e38;stroke:#ac8ff0}.etl-graph .transform .bar{fill:#ac8ff0}
.etl-graph .sink .box{fill:#14291d;stroke:#5cbf88}.etl-graph .sink .bar{fill:#5cbf88}
.etl-graph .failed .box{fill:#3a1a1a;stroke:#f07b7b}.etl-graph .failed .bar{fill:#f07b7b}
.etl-graph .name{fill:#f2f4f6}
.etl-graph .line{fill:#c3cad2}
.etl-graph .edge{stroke:#88929d}
.etl-graph .head{fill:#88929d}
.etl-graph .chip{fill:#22272d;stroke:#3b434c}
.etl-graph .label{fill:#d5dbe1}
}
)";

const char* RoleClass(Graph::Role role) {
  switch (role) {
    case Graph::Role::kSource:
      return "source";
    case Graph::Role::kTransform:
      return "transform";
    case Graph::Role::kSink:
      return "sink";
  }
  return "";
}

double Width(const std::string& text, std::size_t columns, double character) {
  return static_cast<double>(std::min(TextColumns(text), columns)) * character;
}

Size BoxSize(const Graph::Node& node) {
  double width = std::max(110.0, Width(node.name, kNameColumns, kNameWidth));
  for (const std::string& line : node.lines)
    width = std::max(width, Width(line, kLineColumns, kLineWidth));
  return {std::ceil(width) + 2 * kPadding + 6,
          2 * kPadding + kNameHeight + kLineHeight * static_cast<double>(node.lines.size())};
}

Size LabelSize(const Graph::Edge& edge) {
  if (edge.lines.empty()) return {};
  double width = 0;
  for (const std::string& line : edge.lines)
    width = std::max(width, Width(line, kLabelColumns, kLabelWidth));
  return {std::ceil(width) + 16, kLabelHeight * static_cast<double>(edge.lines.size()) + 8};
}

Shapes ShapesOf(const Graph& graph) {
  Shapes shapes;
  for (const Graph::Node& node : graph.nodes) shapes.boxes.push_back(BoxSize(node));
  for (const Graph::Edge& edge : graph.edges)
    shapes.edges.push_back({edge.from, edge.to, LabelSize(edge)});
  return shapes;
}

std::string Title(const std::string& text) {
  return text.empty() ? "" : "<title>" + Escape(text) + "</title>";
}

void DrawEdge(const Graph::Edge& edge, const Layout::Edge& at, std::string& out) {
  const auto& p = at.points;
  std::string path = fmt::format("M{} {}H{}", p[0].x, p[0].y, p[1].x);
  for (std::size_t i = 1; i + 1 < p.size(); i += 2) {
    const double middle = (p[i].x + p[i + 1].x) / 2;
    path += fmt::format("C{0} {1} {0} {2} {3} {2}H{4}", middle, p[i].y, p[i + 1].y, p[i + 1].x,
                        p[i + 2].x - (i + 3 == p.size() ? 6 : 0));
  }
  out += fmt::format("<g>{}<path class=\"edge\" d=\"{}\"/>", Title(edge.details), path);
  out += fmt::format("<path class=\"head\" d=\"M{} {}l-8 -4.5v9z\"/>", p.back().x, p.back().y);
  if (!edge.lines.empty()) {
    const Rect& label = at.label;
    out +=
        fmt::format("<rect class=\"chip\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
                    label.x, label.y, label.width, label.height);
    double y = label.y + 4 - 3;
    for (const std::string& line : edge.lines)
      out += fmt::format("<text class=\"label\" x=\"{}\" y=\"{}\">{}</text>",
                         label.x + label.width / 2, y += kLabelHeight,
                         Escape(Shorten(line, kLabelColumns)));
  }
  out += "</g>\n";
}

void DrawNode(const Graph::Node& node, const Rect& at, std::string& out) {
  // Not by colour alone: a source is round, a sink has its bar at the end.
  const double radius = node.role == Graph::Role::kSource ? 14 : 5;
  const double bar = node.role == Graph::Role::kSink ? at.x + at.width - 8 : at.x + 3;
  const double left = at.x + kPadding + (node.role == Graph::Role::kSink ? 0 : 4);
  out += fmt::format("<g class=\"{}{}\">{}", RoleClass(node.role), node.failed ? " failed" : "",
                     Title(node.details));
  out += fmt::format("<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
                     at.x, at.y, at.width, at.height, radius);
  out += fmt::format("<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"5\" height=\"{}\" rx=\"2.5\"/>",
                     bar, at.y + 14, at.height - 28);
  double y = at.y + kPadding + kNameHeight - 6;
  out += fmt::format("<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>", left, y,
                     Escape(Shorten(node.name, kNameColumns)));
  y += 2;
  for (const std::string& line : node.lines)
    out += fmt::format("<text class=\"line\" x=\"{}\" y=\"{}\">{}</text>", left, y += kLineHeight,
                       Escape(Shorten(line, kLineColumns)));
  out += "</g>\n";
}

}  // namespace

std::string DrawSvg(const Graph& graph) {
  const Layout layout = LayOut(ShapesOf(graph));
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"etl-graph\" role=\"img\" width=\"{0}\" "
      "height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n<title>{2}</title>\n<style>{3}</style>\n"
      "<rect class=\"ground\" width=\"{0}\" height=\"{1}\" fill=\"none\"/>\n",
      layout.size.width, layout.size.height, Escape(graph.title), kStyle);
  for (std::size_t i = 0; i < graph.edges.size(); ++i)
    DrawEdge(graph.edges[i], layout.edges[i], out);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    DrawNode(graph.nodes[i], layout.boxes[i], out);
  return out + "</svg>";
}

}  // namespace etl::cli
