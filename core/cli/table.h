// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace etl::cli {

// A table for people: columns side by side, each as wide as it must be. Texts are escaped already.
struct Table {
  struct Column {
    std::string name, type;
    bool right = false;  // its cells stand at the right
    std::vector<std::string> cells;
  };
  std::vector<Column> columns;
};

struct TableText {
  std::string text;                   // one line each for names, types, a rule and every row
  std::vector<std::string> left_out;  // names of the columns that had no room, from the end
};

// No cell is wider than `max_cell`, no line than `max_line` columns (0: any): first the widest
// columns are cut, then those at the end left out.
TableText Render(const Table& table, std::size_t max_cell, std::size_t max_line);

}  // namespace etl::cli
