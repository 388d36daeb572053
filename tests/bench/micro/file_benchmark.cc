// SPDX-License-Identifier: Apache-2.0
// A million rows into a file that is neither synced nor published, and a file into rows: what the
// encoders and parsers of the file formats cost in one thread.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/bench/micro/installed.h"
#include "tests/bench/micro/rows.h"

namespace etl::bench {
namespace {

namespace fs = std::filesystem;

// A directory that is removed with everything in it.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "etl_micro_XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("cannot create " + name);
    path_ = name;
  }
  Scratch(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }
  std::string File(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string Options(const std::string& path, const std::string& more) {
  return "{path: \"" + path + "\"" + more + "}";
}

void Encode(benchmark::State& state, const char* plugin, const char* more) {
  static const std::vector<RecordBatch> batches = MakePeople(kRows, Ids::kShuffled);
  const etl_component* sink = FindComponent(ETL_SINK, plugin);
  if (!sink) return state.SkipWithError("the plugin is not built");
  const Scratch scratch;
  for (auto _ : state) {
    Instance instance(*sink, Options(scratch.File("out"), more));
    instance.OpenSink(PeopleSchema());
    for (const RecordBatch& batch : batches) instance.Write(batch);
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

void WriteRows(const std::string& path, bool json) {
  std::ofstream file(path);
  if (!json) file << "id,name,day\n";
  for (const RecordBatch& batch : MakePeople(kRows, Ids::kShuffled))
    for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
      const auto id = batch.column(0).Int32At(row);
      const auto name = batch.column(1).TextAt(row);
      if (json)
        file << "{\"id\":" << id << ",\"name\":\"" << name << "\",\"day\":\"2017-02-02\"}\n";
      else
        file << id << ',' << name << ",2017-02-02\n";
    }
}

void Decode(benchmark::State& state, const char* plugin, const char* more) {
  const etl_component* source = FindComponent(ETL_SOURCE, plugin);
  if (!source) return state.SkipWithError("the plugin is not built");
  const Scratch scratch;
  const std::string path = scratch.File("in");
  WriteRows(path, std::string_view(plugin) == "json");
  for (auto _ : state) {
    Instance instance(*source, Options(path, more));
    BatchReader reader = instance.OpenSource();
    std::int64_t rows = 0;
    while (const auto batch = reader.Next()) rows += batch->num_rows();
    if (rows != kRows) state.SkipWithError("rows were lost");
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

constexpr const char* kLines = ", format: lines, schema: {id: int, name: string, day: date}";

BENCHMARK_CAPTURE(Encode, json_lines, "json", ", lines: true")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Encode, csv, "csv", "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Decode, csv, "csv", ", schema: {id: int, name: string, day: date}")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Decode, json_lines, "json", kLines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace etl::bench
