// SPDX-License-Identifier: Apache-2.0
// A million ordered rows joined with a million, of which a third match: the join alone.
#include <benchmark/benchmark.h>

#include "tests/bench/micro/installed.h"
#include "tests/bench/micro/rows.h"

namespace etl::bench {
namespace {

void Join(benchmark::State& state, const char* options) {
  static const std::vector<RecordBatch> left = MakePeople(kRows, Ids::kAscending);
  static const std::vector<RecordBatch> right = MakePeople(kRows, Ids::kAscending, 3);
  const etl_component* join = FindComponent(ETL_TRANSFORM, "sort_merge_join");
  if (!join) return state.SkipWithError("the plugin is not built");
  for (auto _ : state) {
    Instance instance(*join, options, {"left", "right"});
    BatchReader reader = instance.OpenTransform(PeopleSchema(), {&left, &right});
    std::int64_t rows = 0;
    while (const auto batch = reader.Next()) rows += batch->num_rows();
    if (rows == 0) state.SkipWithError("nothing matched");
  }
  state.SetItemsProcessed(state.iterations() * 2 * kRows);
}

BENCHMARK_CAPTURE(Join, int_all, "{keys: [id]}")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Join, int_zip, "{keys: [id], match: zip}")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Join, int_full, "{keys: [id], type: full}")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Join, int_anti, "{keys: [id], type: anti}")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace etl::bench
