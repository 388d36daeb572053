// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/csv_sink.h"

#include <algorithm>
#include <limits>

#include "etl/value_text.h"
#include "plugins/csv/options.h"
#include "plugins/shared/atomic_file/publish_target.h"
#include "plugins/shared/file_output/line_end.h"

namespace etl::csv {
namespace {

// Large enough for few calls, small enough to stay in the processor's memory until it is written.
constexpr std::size_t kBlockBytes = 256 * 1024;
constexpr std::int64_t kMinimumMemory = 3 * kBlockBytes;

Layout LayoutOf(const SinkOptions& options) {
  Layout layout;
  layout.delimiter = DelimiterOf(options.delimiter);
  layout.quote_all = options.quote == "all";
  layout.null = options.null_text.value;
  layout.line_end = file_output::LineEnd(options.eol);
  if (layout.delimiter == '"')
    throw ConfigError("`delimiter` is the quote").Option(options.delimiter.node.get());
  if (TextCell(layout).IsSpecial(layout.null))
    throw ConfigError("`null_text` holds a delimiter, a quote or a line break: {}",
                      Quoted(layout.null))
        .Option(options.null_text.node.get());
  if (options.limit.value && *options.limit.value < 0)
    throw ConfigError("`limit` cannot be negative, it is {}", *options.limit.value)
        .Option(options.limit.node.get());
  return layout;
}

}  // namespace

OptionSpec<SinkOptions> SinkOptions::Spec() {
  using Self = SinkOptions;
  return OptionSpec<Self>()
      .Required("path", &Self::path,
                "File to write; appears when the run commits. - is standard output.")
      .Binding()
      .Optional("delimiter", &Self::delimiter, "What stands between two fields.")
      .Optional("header", &Self::header, "Write the columns' names first.")
      .Optional("null_text", &Self::null_text, "What stands for null, without quotes.")
      .Optional("quote", &Self::quote, "Which fields stand in quotes: those that must, or all.")
      .Values({"minimal", "all"})
      .Optional("eol", &Self::eol, "What ends a line: \\n or \\r\\n.")
      .Optional("limit", &Self::limit,
                "Most rows to write; the others are read and counted all the same.")
      .Optional("compression", &Self::compression, "auto looks at the file's name.")
      .Values(file_output::kCompressions);
}

void CsvSink::Describe(const SinkOptions& options, Context&, const std::vector<PlanInput>& inputs,
                       Plan& plan) {
  const CsvEncoder encoder(inputs.at(0).schema, LayoutOf(options));
  if (options.header) encoder.Header();  // refuses what cannot be a name
  plan.SetMinimumMemory(kMinimumMemory);
}

void CsvSink::Check(const SinkOptions& options, Context&, const std::vector<PlanInput>&,
                    CheckReport& report) {
  report.Checked(atomic_file::TellTarget(options.path));
}

void CsvSink::Open(Context& context, const Schema& schema) {
  context_ = &context;
  encoder_.emplace(schema, LayoutOf(options_));
  output_.Open(context, options_.path, file_output::CodecFor(options_.compression, options_.path));
  if (!options_.header) return;
  const std::string header = encoder_->Header();
  block_.AppendBytes(header.data(), header.size());
}

void CsvSink::Write(const RecordBatch& batch) {
  const std::int64_t limit =
      options_.limit.value.value_or(std::numeric_limits<std::int64_t>::max());
  const std::int64_t count = std::clamp<std::int64_t>(limit - rows_, 0, batch.num_rows());
  for (std::int64_t row = 0; row < count;) {
    row += encoder_->Append(batch, row, count - row, rows_ + row, block_);
    if (block_.size() >= kBlockBytes) Flush();
  }
  rows_ += batch.num_rows();
}

std::string CsvSink::Prepare() {
  Flush();
  std::string token = output_.Prepare();
  context_->Metric("bytes", output_.bytes());
  return token;
}

void CsvSink::Flush() {
  output_.Write({reinterpret_cast<const char*>(block_.data()), block_.size()});
  block_.Clear();
}

void CsvSink::Settle(Context& context, const SinkOptions*, std::string_view token,
                     Decision decision) {
  file_output::FileOutput::Settle(context, token, decision);
}

}  // namespace etl::csv
