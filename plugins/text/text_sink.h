// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sink.h"
#include "plugins/shared/file_output/file_output.h"
#include "plugins/text/line_encoder.h"

namespace etl::text {

struct TextSinkOptions {
  std::filesystem::path path;
  Located<std::string> separator, null_text, eol{"\\n", {}};
  Located<std::optional<std::int64_t>> limit;
  std::string compression = "auto";

  static OptionSpec<TextSinkOptions> Spec();
};

// Writes rows as lines of a text file, all or nothing. Keeps a block of text. One thread.
class TextSink final : public Sink {
 public:
  using Options = TextSinkOptions;

  explicit TextSink(TextSinkOptions options) : options_(std::move(options)) {}

  static void Describe(const TextSinkOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const TextSinkOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);
  void Open(Context& context, const Schema& schema) override;
  void Write(const RecordBatch& batch) override;
  std::string Prepare() override;
  static void Settle(Context& context, const TextSinkOptions* options, std::string_view token,
                     Decision decision);

 private:
  void Flush();

  TextSinkOptions options_;
  Context* context_ = nullptr;
  std::optional<LineEncoder> encoder_;
  file_output::FileOutput output_;
  ByteBuffer block_;  // encoded, not yet given to the output
  std::int64_t rows_ = 0;
};

}  // namespace etl::text
