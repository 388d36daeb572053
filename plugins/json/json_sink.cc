// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_sink.h"

#include <algorithm>
#include <limits>

namespace etl::json {
namespace {

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

void JsonSink::Open(Context& context, const Schema& schema) {
  CheckOptions(options_);
  context_ = &context;
  encoder_.emplace(schema, LayoutOf(options_));
  file_.Open(context, options_.path);
  if (options_.limit) sample_.emplace();
  encoder_->Begin(block_);
}

void JsonSink::Write(const RecordBatch& batch) {
  const std::int64_t left = options_.limit.value_or(std::numeric_limits<std::int64_t>::max());
  const std::int64_t count = std::min(batch.num_rows(), left - written_);
  for (std::int64_t row = 0; row < count; ++row) {
    encoder_->Row(batch, row, rows_ + row, block_);
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
  encoder_->End(block_);
  file_.Write(block_);
  std::string token = file_.Prepare();
  context_->Metric("bytes", file_.bytes());
  return token;
}

void JsonSink::Flush() {
  file_.Write(block_);
  if (sample_) {
    *sample_ += block_;
    if (sample_->size() > kMaxSampleBytes) sample_.reset();
  }
  block_.clear();
}

void JsonSink::ReportSample() {
  if (!sample_) return;
  std::string document = *sample_;
  encoder_->End(document);
  context_->Artifact(options_.lines ? "application/x-ndjson" : "application/json", document);
}

void JsonSink::Settle(Context&, const JsonOptions*, std::string_view token, Decision decision) {
  atomic_file::AtomicFile::Settle(token, decision);
}

}  // namespace etl::json
