// SPDX-License-Identifier: Apache-2.0
// One batch of 16 columns from a plugin to the host: exported, validated, taken over. The rows do
// not matter where no text is looked at; what text costs by its bytes stands beside it.
#include <benchmark/benchmark.h>

#include "arrow/stream.h"
#include "etl/testing/harness.h"
#include "tests/bench/micro/rows.h"

namespace etl::bench {
namespace {

constexpr int kColumns = 16;

RecordBatch MakeBatch(DataType type) {
  std::vector<Field> fields;
  for (int i = 0; i < kColumns; ++i) fields.push_back({"column" + std::to_string(i), type});
  RecordBatchBuilder builder{Schema(fields)};
  for (int row = 0; row < 4096; ++row)
    for (int i = 0; i < kColumns; ++i) {
      if (type == Int32())
        builder.column(i).AppendInt32(row);
      else
        builder.column(i).AppendText("Kalorimen");
    }
  return builder.Finish();
}

void Cross(benchmark::State& state, DataType type, arrow::Level level) {
  const RecordBatch batch = MakeBatch(type);
  testing::Host host;
  ArrowArrayStream stream;
  detail::ExportedStream::Export(
      host.get(), batch.schema(), [&] { return std::optional(batch); }, &stream);
  arrow::PluginStream reader(&stream, level);
  for (auto _ : state) benchmark::DoNotOptimize(reader.Next());
}

BENCHMARK_CAPTURE(Cross, p8_16_int_columns, Int32(), arrow::Level::kText);
BENCHMARK_CAPTURE(Cross, 16_text_columns, Utf8(), arrow::Level::kText);
BENCHMARK_CAPTURE(Cross, 16_text_columns_unchecked, Utf8(), arrow::Level::kShape);

}  // namespace
}  // namespace etl::bench
