// SPDX-License-Identifier: Apache-2.0
#include "cli/test/diff_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "cli/display_text.h"
#include "cli/table.h"
#include "cli/test/row_values.h"

namespace etl::cli {

namespace {

constexpr std::size_t kMaxShown = 20;    // differences
constexpr std::size_t kMaxColumns = 10;  // besides the row's number
constexpr std::size_t kMaxCell = 40;     // columns of a terminal
constexpr std::size_t kMaxLine = 200;

// All, if there are few; else the first ones and those that differ.
std::vector<std::size_t> ShownColumns(const Schema& schema,
                                      const std::vector<RowDifference>& differences) {
  std::set<std::size_t> shown;
  for (const RowDifference& difference : differences)
    for (const std::size_t column : difference.columns)
      if (shown.size() < kMaxColumns - 2) shown.insert(column);
  for (std::size_t i = 0; i < static_cast<std::size_t>(schema.size()); ++i)
    if (shown.size() < kMaxColumns) shown.insert(i);
  return {shown.begin(), shown.end()};
}

// An empty text, and one that could be taken for a null, in quotes.
std::string Cell(const std::optional<std::string>& value, bool is_text) {
  if (!value) return "∅";
  const std::string text = EscapeForDisplay(*value, kMaxCell);
  const bool plain = !value->empty() && *value != "∅" && value->front() != ' ' &&
                     value->back() != ' ' && value->front() != '"';
  return is_text && !plain ? "\"" + text + "\"" : text;
}

class DiffWriter {
 public:
  DiffWriter(const ComparedRows& rows, std::vector<std::size_t> columns)
      : rows_(rows), columns_(std::move(columns)) {
    table_.columns.push_back({"", "", false, {}});
    table_.columns.push_back({"row", "", true, {}});
    for (const std::size_t i : columns_) {
      const Field& field = rows.schema[static_cast<int>(i)];
      table_.columns.push_back(
          {EscapeForDisplay(field.name, kMaxCell), TypeText(field), false, {}});
    }
    table_.columns.push_back({"", "", false, {}});
  }

  void Add(const RowDifference& difference) {
    const auto& [expected, actual, columns] = difference;
    std::vector<std::string> names;
    for (const std::size_t column : columns)
      names.push_back(rows_.schema[static_cast<int>(column)].name);
    if (expected)
      AddLine("-", *expected, rows_.expected[*expected], actual ? "expected" : "missing");
    if (actual)
      AddLine("+", *actual, rows_.actual[*actual],
              expected ? fmt::format("differs: {}", fmt::join(names, ", ")) : "not expected");
  }
  std::string Text() const { return Render(table_, kMaxCell, kMaxLine).text; }

 private:
  void AddLine(const char* sign, std::size_t number, const DiffRow& row, std::string note) {
    table_.columns[0].cells.emplace_back(sign);
    table_.columns[1].cells.push_back(std::to_string(number + 1));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Field& field = rows_.schema[static_cast<int>(columns_[i])];
      table_.columns[i + 2].cells.push_back(Cell(row[columns_[i]], field.type.id == TypeId::kUtf8));
    }
    table_.columns.back().cells.push_back(EscapeForDisplay(note, kMaxCell));
  }

  const ComparedRows& rows_;
  const std::vector<std::size_t> columns_;
  Table table_;
};

}  // namespace

std::string CountDifferences(const std::vector<RowDifference>& differences) {
  std::size_t changed = 0, missing = 0, extra = 0;
  for (const RowDifference& difference : differences) {
    changed += difference.expected && difference.actual;
    missing += !difference.actual;
    extra += !difference.expected;
  }
  std::vector<std::string> parts;
  if (changed) parts.push_back(fmt::format("{} differ{}", changed, changed == 1 ? "s" : ""));
  if (missing) parts.push_back(fmt::format("{} {} missing", missing, missing == 1 ? "is" : "are"));
  if (extra) parts.push_back(fmt::format("{} {} not expected", extra, extra == 1 ? "is" : "are"));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string DiffTable(const ComparedRows& rows, const std::vector<RowDifference>& differences) {
  const std::vector<std::size_t> columns = ShownColumns(rows.schema, differences);
  DiffWriter writer(rows, columns);
  for (std::size_t i = 0; i < std::min(differences.size(), kMaxShown); ++i)
    writer.Add(differences[i]);
  std::string text = writer.Text();
  if (differences.size() > kMaxShown)
    text += fmt::format("… and {} more\n", differences.size() - kMaxShown);
  const std::size_t left_out = static_cast<std::size_t>(rows.schema.size()) - columns.size();
  if (left_out > 0) text += fmt::format("{} other columns are not shown\n", left_out);
  return text;
}

}  // namespace etl::cli
