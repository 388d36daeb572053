// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sink.h"
#include "plugins/csv/csv_encoder.h"
#include "plugins/shared/file_output/file_output.h"

namespace etl::csv {

struct SinkOptions {
  std::filesystem::path path;
  Located<std::string> delimiter{",", {}}, null_text, eol{"\\n", {}};
  bool header = true;
  std::string quote = "minimal";
  Located<std::optional<std::int64_t>> limit;
  std::string compression = "auto";

  static OptionSpec<SinkOptions> Spec();
};

// Writes rows as a CSV file, all or nothing. Keeps a block of text. One thread.
class CsvSink final : public Sink {
 public:
  using Options = SinkOptions;

  explicit CsvSink(SinkOptions options) : options_(std::move(options)) {}

  static void Describe(const SinkOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const SinkOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch& batch) override;
  std::string Prepare() override;
  static void Settle(Context& context, const SinkOptions* options, std::string_view token,
                     Decision decision);

 private:
  void Flush();

  SinkOptions options_;
  Context* context_ = nullptr;
  std::optional<CsvEncoder> encoder_;
  file_output::FileOutput output_;
  ByteBuffer block_;  // encoded, not yet given to the output
  std::int64_t rows_ = 0;
};

}  // namespace etl::csv
