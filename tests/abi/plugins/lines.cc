// SPDX-License-Identifier: Apache-2.0
// lines: a text file, one row per line, in file order.
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "etl/plugin.h"

struct LinesOptions {
  std::filesystem::path path;

  static auto Spec() {
    return etl::OptionSpec<LinesOptions>()
        .Required("path", &LinesOptions::path, "Text file to read.")
        .Binding();
  }
};

class LinesSource final : public etl::Source {
 public:
  using Options = LinesOptions;

  explicit LinesSource(LinesOptions options) : options_(std::move(options)) {}

  etl::Schema Open(etl::Context&) override {
    file_.open(options_.path);
    if (!file_) throw etl::EnvironmentError("cannot open file: {}", options_.path);
    return {{"line", etl::Int64()}, {"text", etl::Utf8()}};
  }

  etl::ReadStatus Read(etl::RecordBatchBuilder& batch) override {
    for (std::string text; !batch.full(); batch.Append(++line_, text))
      if (!std::getline(file_, text)) return etl::ReadStatus::kEnd;
    return etl::ReadStatus::kMore;
  }

 private:
  LinesOptions options_;
  std::ifstream file_;
  std::int64_t line_ = 0;
};

ETL_PLUGIN(lines, "0.1.0") {
  plugin.Add<LinesSource>("lines", "Reads a text file, one row per line.");
}
