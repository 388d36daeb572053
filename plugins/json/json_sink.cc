// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_sink.h"

#include <algorithm>
#include <limits>

#include "plugins/shared/atomic_file/publish_target.h"

namespace etl::json {
namespace {

// Large enough for few calls, small enough to stay in the processor's memory until it is written.
constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::size_t kMaxSampleBytes = 64 * 1024;
constexpr std::int64_t kMinimumMemory = 4 * kBlockBytes;
constexpr int kMaxIndent = 16;

void CheckOptions(const JsonOptions& options) {
  if (options.lines && !options.root.empty())
    throw ConfigError("`lines` writes no array, so there is nothing for `root` to name")
        .Hint("delete one of the two");
  if (options.lines && options.indent != 0)
    throw ConfigError("`lines` writes each object on one line, so it takes no `indent`")
        .Hint("delete one of the two");
  if (options.indent < 0 || options.indent > kMaxIndent)
    throw ConfigError("`indent` is a number from 0 to {}, not {}", kMaxIndent, options.indent);
  if (options.limit && *options.limit < 0)
    throw ConfigError("`limit` cannot be negative, it is {}", *options.limit);
}

Layout LayoutOf(const JsonOptions& options) {
  return {options.root, options.lines, options.indent};
}

}  // namespace

void JsonSink::Describe(const JsonOptions& options, Context&, const std::vector<PlanInput>& inputs,
                        Plan& plan) {
  CheckOptions(options);
  const Encoder refuses_bad_names(inputs.at(0).schema, LayoutOf(options));
  plan.SetMinimumMemory(kMinimumMemory);
}

void JsonSink::Check(const JsonOptions& options, Context&, const std::vector<PlanInput>&,
                     CheckReport& report) {
  report.Checked(atomic_file::TellTarget(options.path));
}

void JsonSink::Open(Context& context, const Schema& schema) {
  CheckOptions(options_);
  context_ = &context;
  encoder_.emplace(schema, LayoutOf(options_));
  output_.Open(context, options_.path, file_output::CodecFor(options_.compression, options_.path));
  if (options_.limit) sample_.emplace();
  block_.AppendBytes(encoder_->Begin().data(), encoder_->Begin().size());
}

void JsonSink::Write(const RecordBatch& batch) {
  const std::int64_t left = options_.limit.value_or(std::numeric_limits<std::int64_t>::max());
  const std::int64_t count = std::min(batch.num_rows(), left - written_);
  for (std::int64_t row = 0; row < count;) {
    row += encoder_->Append(batch, row, count - row, rows_ + row, block_);
    if (block_.size() >= kBlockBytes) Flush();
  }
  rows_ += batch.num_rows();
  written_ += count;
  if (count == 0 || !sample_) return;
  Flush();
  ReportSample();  // now, so that a run that fails later reports it too
}

std::string JsonSink::Prepare() {
  Flush();
  ReportSample();
  output_.Write(encoder_->End());
  std::string token = output_.Prepare();
  context_->Metric("bytes", output_.bytes());
  return token;
}

void JsonSink::Flush() {
  const std::string_view text(reinterpret_cast<const char*>(block_.data()), block_.size());
  output_.Write(text);
  if (sample_) {
    *sample_ += text;
    if (sample_->size() > kMaxSampleBytes) sample_.reset();
  }
  block_.Clear();
}

void JsonSink::ReportSample() {
  if (!sample_) return;
  context_->Artifact(options_.lines ? "application/x-ndjson" : "application/json",
                     *sample_ + encoder_->End());
}

void JsonSink::Settle(Context& context, const JsonOptions*, std::string_view token,
                      Decision decision) {
  file_output::FileOutput::Settle(context, token, decision);
}

}  // namespace etl::json
