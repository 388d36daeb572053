// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/top/best_rows.h"

namespace etl::top {

// What an error of `unique` says besides the value.
struct UniqueReport {
  std::string_view input;   // the step whose rows they are
  std::vector<int> locate;  // columns that say where a row stands
};

// Throws DataError if a value of the column, null apart, stands twice among the rows: the first
// `best` of them are kept, the others level with the last.
void RequireUnique(const std::vector<RecordBatch>& batches,
                   const std::vector<BestRows::Entry>& rows, std::size_t best, int column,
                   const UniqueReport& report);

}  // namespace etl::top
