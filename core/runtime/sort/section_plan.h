// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/sort/run_merge.h"
#include "runtime/sort/sorted_run.h"

namespace etl::runtime {

// A range of keys of which all runs together have about `bytes` of rows.
struct Section {
  KeyRange range;
  std::int64_t bytes = 0;
};

// Cuts the keys of all runs into sections of about `target` bytes, by the first rows of all blocks.
// Rows that share their first number share a section, which may then be much larger.
std::vector<Section> CutSections(std::span<const SortedRun> runs, std::int64_t target);

}  // namespace etl::runtime
