// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace etl::cli {

using DiffRow = std::vector<std::optional<std::string>>;  // a value as it is printed, or null

// One way in which rows are not those expected.
struct RowDifference {
  std::optional<std::size_t> expected;  // number of the row; none: a row that should not be there
  std::optional<std::size_t> actual;    // none: a row that is missing
  std::vector<std::size_t> columns;     // where both are there: those that differ
};

// Compares rows, all with as many values. In order: the longest run of equal rows stays, what lies
// between is paired by likeness. `unordered`: as multisets. Where there are very many rows, what
// lies behind the first difference may be compared row by row instead.
std::vector<RowDifference> DiffRows(const std::vector<DiffRow>& expected,
                                    const std::vector<DiffRow>& actual, bool unordered);

}  // namespace etl::cli
