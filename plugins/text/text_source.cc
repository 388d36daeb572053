// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/text_source.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace etl::text {
namespace {

// A block of lines, and what simdjson keeps of one.
constexpr std::int64_t kMinimumMemory = 256 * 1024;

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Files, and how they are cut: the same whoever looks.
file_input::SplitPlan PlanOf(const TextOptions& options, const Context& context, bool in_parts) {
  return file_input::SplitPlan(file_input::FindFiles(options.path, options.compression),
                               in_parts ? file_input::SplitPlan::SplitBytes(context)
                                        : std::numeric_limits<std::int64_t>::max());
}

// A batch without columns could not say how many rows it has.
std::optional<std::vector<std::string>> Wanted(const Scan& scan) {
  return scan.columns && !scan.columns->empty() ? scan.columns : std::nullopt;
}

std::string ExplainText(const TextOptions& options, std::size_t files) {
  std::string text;
  for (const std::string& path : options.path.value) text += (text.empty() ? "" : ", ") + path;
  return files == 1 && options.path.value.size() == 1 ? text : Format("{} ({} files)", text, files);
}

}  // namespace

TextSource::TextSource(TextOptions options, Scan scan)
    : options_(std::move(options)), scan_(std::move(scan)), layout_(options_), rows_(layout_) {}

void TextSource::Describe(const TextOptions& options, Context&, Plan& plan) {
  plan.SetSchema(Layout(options).schema());
  plan.SetMinimumMemory(kMinimumMemory);
}

void TextSource::MakeOffer(const TextOptions& options, Context& context, const Scan& wanted,
                           Offer& offer) {
  Layout layout(options);
  const file_input::SplitPlan plan = PlanOf(options, context, true);
  layout.Select(Wanted(wanted));
  if (Wanted(wanted)) offer.AcceptColumns();
  offer.SetSchema(layout.schema());
  offer.SetSplits(plan.count());
  offer.SetSnapshot(plan.Snapshot());
  offer.SetExplain(ExplainText(options, plan.files().size()));
}

void TextSource::Prepare(Context& context, bool in_parts) {
  context_ = &context;
  layout_.Select(Wanted(scan_));
  ranges_.emplace(PlanOf(options_, context, in_parts));
  ranges_->CheckSnapshot(scan_.snapshot);
}

Schema TextSource::Open(Context& context) {
  Prepare(context, false);
  last_range_ = ranges_->count();
  return layout_.schema();
}

Schema TextSource::OpenSplit(Context& context, std::int64_t split) {
  if (!ranges_) Prepare(context, true);
  next_range_ = split;
  last_range_ = split + 1;
  row_count_ = 0;
  opened_.clear();
  in_range_ = false;
  ranges_->split(split);  // throws if there is none
  return layout_.schema();
}

std::unique_ptr<LineReader> TextSource::ReaderOf(std::int64_t range,
                                                 file_input::Metered metered) const {
  return std::make_unique<LineReader>(*context_, ranges_->file_of(range),
                                      options_.max_line.value.bytes, metered);
}

void TextSource::OpenRange(std::int64_t range) {
  const file_input::Split& split = ranges_->split(range);
  if (!reader_ || split.file != open_file_) {
    reader_.reset();  // closed before the next one is opened
    reader_ = ReaderOf(range, file_input::Metered::kYes);
    open_file_ = split.file;
  }
  reader_->Open(split);
  opened_.push_back({range, row_count_});
  blanks_ = 0;
  in_range_ = true;
}

ReadStatus TextSource::Read(RecordBatchBuilder& batch) {
  while (!batch.full()) {
    if (!in_range_) {
      if (next_range_ == last_range_) return ReadStatus::kEnd;
      OpenRange(next_range_++);
    }
    std::optional<std::string_view> line;
    try {
      line = reader_->Next();
    } catch (DataError& error) {  // there is no end of it to go on from
      throw std::move(error).Position(reader_->PlaceOf(reader_->line() + 1));
    }
    if (line) {
      Take(*line, batch);
      continue;
    }
    in_range_ = false;
    if (blanks_ > 0 && !reader_->IsBlankBehind()) RejectBlankLines();
  }
  return ReadStatus::kMore;
}

void TextSource::Take(std::string_view line, RecordBatchBuilder& batch) {
  if (IsBlank(line)) {
    if (options_.blank_lines == "skip") return;
    if (blanks_++ == 0) first_blank_ = reader_->line();
    return;
  }
  if (blanks_ > 0) RejectBlankLines();
  const std::int64_t rows = batch.num_rows();
  try {
    rows_.Append(line, batch);
    if (layout_.position() >= 0) {
      place_.clear();
      reader_->AppendPlaceOf(reader_->line(), place_);
      batch.column(layout_.position()).AppendText(place_);
    }
    ++row_count_;
  } catch (DataError& error) {
    batch.Truncate(rows);
    Reject(std::move(error), reader_->line(), line);
  }
}

void TextSource::RejectBlankLines() {
  for (std::int64_t i = 0; i < blanks_; ++i)
    Reject(DataError("a line with nothing on it")
               .Hint("if that may be, say blank_lines: skip; at the end of a file it may"),
           first_blank_ + i, "");
  blanks_ = 0;
}

void TextSource::Reject(DataError error, std::int64_t line, std::string_view text) {
  context_->Reject(std::move(error).Position(reader_->PlaceOf(line)), text);
  rejected_ = true;
}

std::string TextSource::Locate(std::int64_t row) {
  if (rejected_) return {};  // rows are no longer lines
  const auto behind = std::find_if(opened_.begin(), opened_.end(),
                                   [&](const Opened& opened) { return opened.first_row > row; });
  if (behind == opened_.begin()) return {};
  try {
    return Find(std::prev(behind)->range, row - std::prev(behind)->first_row);
  } catch (const Error&) {
    return {};  // the row's number must do
  }
}

std::string TextSource::Find(std::int64_t range, std::int64_t row) const {
  if (!ranges_->file_of(range).seekable) return {};
  const std::unique_ptr<LineReader> reader = ReaderOf(range, file_input::Metered::kNo);
  reader->Open(ranges_->split(range));
  while (const std::optional<std::string_view> line = reader->Next())
    if (!IsBlank(*line) && row-- == 0) return reader->PlaceOf(reader->line());
  return {};
}

}  // namespace etl::text
