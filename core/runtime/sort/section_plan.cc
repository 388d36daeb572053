// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/section_plan.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace etl::runtime {

std::vector<Section> CutSections(std::span<const SortedRun> runs, std::int64_t target) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> blocks;  // first number, bytes
  for (const SortedRun& run : runs)
    for (std::size_t i = 0; i < run.size(); ++i)
      blocks.emplace_back(run.first_numbers()[i], run.block_bytes(i));
  std::ranges::sort(blocks);
  std::vector<Section> sections(1);
  for (const auto& [number, bytes] : blocks) {
    Section* section = &sections.back();
    if (section->bytes >= target && number > section->range.begin) {
      section->range.end = number;
      section = &sections.emplace_back(Section{{number, {}}, 0});
    }
    section->bytes += bytes;
  }
  return sections;
}

}  // namespace etl::runtime
