// SPDX-License-Identifier: Apache-2.0
// A million cells of MySQL's text protocol into columns.
#include <benchmark/benchmark.h>

#include "plugins/mysql/cell.h"
#include "tests/bench/micro/rows.h"

namespace etl::bench {
namespace {

void DecodeCell(benchmark::State& state, mysql::Wire wire, const Field& field,
                std::string_view text) {
  const mysql::CellDecoder decode = mysql::DecoderOf(wire, field.type);
  for (auto _ : state) {
    ColumnBuilder column(field.type);
    for (std::int64_t row = 0; row < kRows; ++row) {
      if (!decode(text, field, row, column)) return state.SkipWithError("does not fit");
      if (row % 4096 == 4095) benchmark::DoNotOptimize(column.Finish());
    }
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

BENCHMARK_CAPTURE(DecodeCell, int, mysql::Wire::kInteger, Field{"id", Int32()}, "1234567")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(DecodeCell, date, mysql::Wire::kDate, Field{"day", Date32()}, "2017-02-02")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(DecodeCell, text, mysql::Wire::kText, Field{"name", Utf8()}, "Kalorimen")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(DecodeCell, decimal, mysql::Wire::kDecimal, Field{"amount", Decimal128(9, 2)},
                  "12345.67")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace etl::bench
