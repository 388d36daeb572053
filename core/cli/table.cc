// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "cli/display_text.h"

namespace etl::cli {

namespace {

constexpr std::size_t kGap = 2;     // columns between two
constexpr std::size_t kNarrow = 6;  // no column is cut to less

std::size_t NaturalWidth(const Table::Column& column, std::size_t max_cell) {
  std::size_t width = std::max(DisplayWidth(column.name), DisplayWidth(column.type));
  for (const std::string& cell : column.cells) width = std::max(width, DisplayWidth(cell));
  return std::clamp<std::size_t>(width, 1, max_cell);
}

std::size_t LineWidth(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) +
         kGap * (widths.empty() ? 0 : widths.size() - 1);
}

// Cuts the widest columns, evenly, until a line fits or all are narrow; then leaves the last out.
std::vector<std::size_t> Fit(std::vector<std::size_t> widths, std::size_t max_line) {
  if (max_line == 0) return widths;
  const auto narrowest = [&](const std::vector<std::size_t>& all) {
    std::vector<std::size_t> out;
    for (const std::size_t width : all) out.push_back(std::min(width, kNarrow));
    return LineWidth(out);
  };
  while (widths.size() > 1 && narrowest(widths) > max_line) widths.pop_back();
  while (LineWidth(widths) > max_line) {
    std::size_t& widest = *std::ranges::max_element(widths);
    if (widest <= 1) break;
    --widest;
  }
  return widths;
}

std::string Padded(const std::string& text, std::size_t width, bool right) {
  const std::string cut = CutToWidth(text, width);
  const std::string space(width - std::min(width, DisplayWidth(cut)), ' ');
  return right ? space + cut : cut + space;
}

template <typename CellOf>
void AppendLine(const Table& table, const std::vector<std::size_t>& widths, CellOf cell,
                std::string& out) {
  std::string line;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const Table::Column& column = table.columns[i];
    line += (i ? std::string(kGap, ' ') : "") + Padded(cell(column), widths[i], column.right);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

}  // namespace

TableText Render(const Table& table, std::size_t max_cell, std::size_t max_line) {
  std::vector<std::size_t> widths;
  for (const Table::Column& column : table.columns)
    widths.push_back(NaturalWidth(column, max_cell));
  widths = Fit(std::move(widths), max_line);
  TableText result;
  AppendLine(
      table, widths, [](const auto& column) { return column.name; }, result.text);
  AppendLine(
      table, widths, [](const auto& column) { return column.type; }, result.text);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i) result.text.append(kGap, ' ');
    for (std::size_t n = 0; n < widths[i]; ++n) result.text += "─";
  }
  result.text += "\n";
  const std::size_t rows = table.columns.empty() ? 0 : table.columns[0].cells.size();
  for (std::size_t row = 0; row < rows; ++row)
    AppendLine(
        table, widths, [row](const auto& column) { return column.cells[row]; }, result.text);
  for (std::size_t i = widths.size(); i < table.columns.size(); ++i)
    result.left_out.push_back(table.columns[i].name);
  return result;
}

}  // namespace etl::cli
