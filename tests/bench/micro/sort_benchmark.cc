// SPDX-License-Identifier: Apache-2.0
// A million rows through a planned sort: all in memory, and in an eighth of what they need.
#include <benchmark/benchmark.h>

#include "runtime/sort/sorted_stream.h"
#include "tests/bench/micro/rows.h"

namespace etl::bench {
namespace {

void Sort(benchmark::State& state, const Order& order, std::int64_t memory, int presorted = 0) {
  static const std::vector<RecordBatch> shuffled = MakePeople(kRows, Ids::kShuffled);
  static const std::vector<RecordBatch> ascending = MakePeople(kRows, Ids::kAscending);
  for (auto _ : state) {
    runtime::MemoryBudget budget(memory);
    runtime::StepMemory step(budget, 0);
    runtime::SortedStream stream(Replay(presorted ? ascending : shuffled), PeopleSchema(), order,
                                 presorted, step, BatchLimits{}, runtime::SpillDirectory());
    std::int64_t rows = 0;
    while (const auto batch = stream.Next()) rows += batch->num_rows();
    if (rows != kRows) state.SkipWithError("rows were lost");
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

constexpr std::int64_t kAmple = 1 << 30, kScarce = 8 << 20;

BENCHMARK_CAPTURE(Sort, int_in_memory, {{"id"}}, kAmple)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Sort, name_in_memory, {{"name"}}, kAmple)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Sort, name_id_in_memory, {{"name"}, {"id"}}, kAmple)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Sort, int_spilled, {{"id"}}, kScarce)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Sort, name_id_spilled, {{"name"}, {"id"}}, kScarce)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Sort, inside_groups_of_one, {{"id"}, {"name"}}, kAmple, 1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace etl::bench
