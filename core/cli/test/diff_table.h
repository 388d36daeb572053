// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/test/row_diff.h"
#include "etl/schema.h"

namespace etl::cli {

// Rows that were compared, as texts.
struct ComparedRows {
  Schema schema;  // the columns that were looked at
  std::vector<DiffRow> expected, actual;
};

// "2 differ, 1 is missing"
std::string CountDifferences(const std::vector<RowDifference>& differences);

// The differences side by side: `-` is a row as it should be, `+` one as it came, with the columns
// in which they differ. Shows the first 20, and of many columns those that matter.
std::string DiffTable(const ComparedRows& rows, const std::vector<RowDifference>& differences);

}  // namespace etl::cli
