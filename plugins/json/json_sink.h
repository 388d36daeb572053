// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "etl/sink.h"
#include "plugins/json/json_encoder.h"
#include "plugins/shared/file_output/file_output.h"

namespace etl::json {

struct JsonOptions {
  std::filesystem::path path;
  std::string root;
  bool lines = false;
  std::optional<std::int64_t> limit;
  int indent = 0;
  std::string compression = "auto";

  static auto Spec() {
    return OptionSpec<JsonOptions>()
        .Required("path", &JsonOptions::path,
                  "File to write; appears when the run commits. - is standard output.")
        .Binding()
        .Optional("root", &JsonOptions::root,
                  "Key of the array in an object; without it the array stands alone.")
        .Optional("lines", &JsonOptions::lines, "One object a line instead of an array.")
        .Optional("limit", &JsonOptions::limit,
                  "Most rows to write; the others are read and counted all the same.")
        .Optional("indent", &JsonOptions::indent, "Spaces per level; 0 writes no space at all.")
        .Optional("compression", &JsonOptions::compression, "auto looks at the file's name.")
        .Values(file_output::kCompressions);
  }
};

// Writes rows as a JSON document or as lines of JSON, all or nothing. Keeps no more than one block
// of text and, with a limit, the small document that goes into the report. One thread.
class JsonSink final : public Sink {
 public:
  using Options = JsonOptions;

  explicit JsonSink(JsonOptions options) : options_(std::move(options)) {}

  static void Describe(const JsonOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const JsonOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch& batch) override;
  std::string Prepare() override;
  static void Settle(Context& context, const JsonOptions* options, std::string_view token,
                     Decision decision);

 private:
  void Flush();
  void ReportSample();

  JsonOptions options_;
  Context* context_ = nullptr;
  std::optional<Encoder> encoder_;
  file_output::FileOutput output_;
  ByteBuffer block_;                   // encoded, not yet given to the file
  std::optional<std::string> sample_;  // all that the file holds, while that is little
  std::int64_t rows_ = 0, written_ = 0;
};

}  // namespace etl::json
