// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/text_sink.h"

#include <algorithm>
#include <limits>

#include "etl/value_text.h"
#include "plugins/shared/atomic_file/publish_target.h"
#include "plugins/shared/file_output/line_end.h"

namespace etl::text {
namespace {

// Large enough for few calls, small enough to stay in the processor's memory until it is written.
constexpr std::size_t kBlockBytes = 256 * 1024;
constexpr std::int64_t kMinimumMemory = 3 * kBlockBytes;

void RefuseLineBreak(const Located<std::string>& text, const char* option) {
  if (text.value.find_first_of("\n\r") != std::string::npos)
    throw ConfigError("`{}` holds a line break: {}", option, Quoted(text.value))
        .Option(text.node.get());
}

LineLayout LayoutOf(const TextSinkOptions& options) {
  RefuseLineBreak(options.separator, "separator");
  RefuseLineBreak(options.null_text, "null_text");
  if (!options.separator.value.empty() &&
      options.null_text.value.find(options.separator.value) != std::string::npos)
    throw ConfigError("`null_text` holds the separator: {}", Quoted(options.null_text.value))
        .Option(options.null_text.node.get());
  if (options.limit.value && *options.limit.value < 0)
    throw ConfigError("`limit` cannot be negative, it is {}", *options.limit.value)
        .Option(options.limit.node.get());
  return {options.separator.value, options.null_text.value, file_output::LineEnd(options.eol)};
}

}  // namespace

OptionSpec<TextSinkOptions> TextSinkOptions::Spec() {
  using Self = TextSinkOptions;
  return OptionSpec<Self>()
      .Required("path", &Self::path,
                "File to write; appears when the run commits. - is standard output.")
      .Binding()
      .Optional("separator", &Self::separator,
                "What stands between two columns; absent: there is one column.")
      .Optional("null_text", &Self::null_text, "What stands for null.")
      .Optional("eol", &Self::eol, "What ends a line: \\n or \\r\\n.")
      .Optional("limit", &Self::limit,
                "Most rows to write; the others are read and counted all the same.")
      .Optional("compression", &Self::compression, "auto looks at the file's name.")
      .Values(file_output::kCompressions);
}

void TextSink::Describe(const TextSinkOptions& options, Context&,
                        const std::vector<PlanInput>& inputs, Plan& plan) {
  const LineEncoder refuses_what_it_cannot_write(inputs.at(0).schema, LayoutOf(options));
  plan.SetMinimumMemory(kMinimumMemory);
}

void TextSink::Check(const TextSinkOptions& options, Context&, const std::vector<PlanInput>&,
                     CheckReport& report) {
  report.Checked(atomic_file::TellTarget(options.path));
}

void TextSink::Open(Context& context, const Schema& schema) {
  context_ = &context;
  encoder_.emplace(schema, LayoutOf(options_));
  output_.Open(context, options_.path, file_output::CodecFor(options_.compression, options_.path));
}

void TextSink::Write(const RecordBatch& batch) {
  const std::int64_t limit =
      options_.limit.value.value_or(std::numeric_limits<std::int64_t>::max());
  const std::int64_t count = std::clamp<std::int64_t>(limit - rows_, 0, batch.num_rows());
  for (std::int64_t row = 0; row < count; ++row) {
    encoder_->Append(batch, row, rows_ + row, block_);
    if (block_.size() >= kBlockBytes) Flush();
  }
  rows_ += batch.num_rows();
}

std::string TextSink::Prepare() {
  Flush();
  std::string token = output_.Prepare();
  context_->Metric("bytes", output_.bytes());
  return token;
}

void TextSink::Flush() {
  output_.Write({reinterpret_cast<const char*>(block_.data()), block_.size()});
  block_.Clear();
}

void TextSink::Settle(Context& context, const TextSinkOptions*, std::string_view token,
                      Decision decision) {
  file_output::FileOutput::Settle(context, token, decision);
}

}  // namespace etl::text
