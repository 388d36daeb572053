// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_source.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "plugins/json/schema_inference.h"

namespace etl::json {
namespace {

using json_records::RecordReader;

constexpr std::size_t kBlockBytes = 256 * 1024;
constexpr std::size_t kLookBytes = 4096;
// A block of lines, and what simdjson keeps of it: places of quotes and brackets, strings, a tape.
constexpr std::int64_t kMinimumMemory = 8 * kBlockBytes;

const SourceOptions& Checked(const SourceOptions& options) {
  Validate(options);
  return options;
}

// All files have the shape of the first one; nullopt if that can be read only once.
std::optional<Shape> LookForShape(const SourceOptions& options, Context& context,
                                  const file_input::InputFile& first) {
  if (options.format == "auto" && options.records.value.empty() && !first.seekable)
    return std::nullopt;
  TextWindow window(context, first, options.max_record.value.bytes, kLookBytes,
                    file_input::Metered::kNo);
  return ShapeOf(options, window);
}

// What is read, and how: the same whoever looks.
struct Reading {
  Reading(const SourceOptions& options, Context& context, const Scan& scan, bool in_parts)
      : files(file_input::FindFiles(options.path, options.compression)),
        shape(LookForShape(options, context, files.front())),
        ranges(files, in_parts && shape == Shape::kLines
                          ? file_input::SplitPlan::SplitBytes(context)
                          : std::numeric_limits<std::int64_t>::max()) {
    const bool declared = !options.schema.empty();
    schema = declared ? options.schema
                      : InferSchema(context, options, shape.value_or(Shape::kLines), files);
    // A batch without columns could not say how many rows it has.
    if (scan.columns && !scan.columns->empty()) wanted = scan.columns;
    // Whoever takes all columns must not lose a field that the sample did not have.
    const bool all = !wanted || wanted->size() >= schema.entries.size();
    reader.emplace(
        schema, wanted,
        declared ? json_records::Unwanted::kChecked : json_records::Unwanted::kIgnored,
        declared || !all ? json_records::Undeclared::kIgnored : json_records::Undeclared::kRefused);
  }

  std::vector<file_input::InputFile> files;
  std::optional<Shape> shape;
  file_input::SplitPlan ranges;
  DeclaredSchema schema;
  std::optional<std::vector<std::string>> wanted;
  std::optional<RecordReader> reader;
};

std::string ExplainText(const SourceOptions& options, std::size_t files) {
  std::string text;
  for (const std::string& path : options.path.value) text += (text.empty() ? "" : ", ") + path;
  return files == 1 && options.path.value.size() == 1 ? text : Format("{} ({} files)", text, files);
}

}  // namespace

JsonSource::JsonSource(SourceOptions options, Scan scan)
    : options_(std::move(options)), scan_(std::move(scan)) {
  Checked(options_);
}

void JsonSource::Describe(const SourceOptions& options, Context&, Plan& plan) {
  Validate(options);
  if (!options.schema.empty()) plan.SetSchema(options.schema.schema());
  plan.SetMinimumMemory(kMinimumMemory);
}

void JsonSource::MakeOffer(const SourceOptions& options, Context& context, const Scan& wanted,
                           Offer& offer) {
  Validate(options);
  const Reading reading(options, context, wanted, true);
  offer.SetSchema(reading.reader->schema());
  if (reading.wanted) offer.AcceptColumns();
  offer.SetSplits(reading.ranges.count());
  offer.SetSnapshot(reading.ranges.Snapshot());
  offer.SetExplain(ExplainText(options, reading.files.size()));
}

void JsonSource::Prepare(Context& context, bool in_parts) {
  context_ = &context;
  Reading reading(options_, context, scan_, in_parts);
  shape_ = reading.shape;
  ranges_.emplace(std::move(reading.ranges));
  ranges_->CheckSnapshot(scan_.snapshot);
  reader_.emplace(std::move(*reading.reader));
}

Schema JsonSource::Open(Context& context) {
  Prepare(context, false);
  last_range_ = ranges_->count();
  return reader_->schema();
}

Schema JsonSource::OpenSplit(Context& context, std::int64_t split) {
  if (!ranges_) Prepare(context, true);
  next_range_ = split;
  last_range_ = split + 1;
  rows_ = 0;
  opened_.clear();
  in_range_ = false;
  ranges_->split(split);  // throws if there is none
  return reader_->schema();
}

std::unique_ptr<RecordStream> JsonSource::StreamOf(std::int64_t range,
                                                   file_input::Metered metered) const {
  auto window = std::make_unique<TextWindow>(*context_, ranges_->file_of(range),
                                             options_.max_record.value.bytes, kBlockBytes, metered);
  const Shape shape = shape_ ? *shape_ : ShapeOf(options_, *window);
  return OpenStream(shape, options_, std::move(window));
}

void JsonSource::OpenRange(std::int64_t range) {
  const file_input::Split& split = ranges_->split(range);
  if (!stream_ || split.file != open_file_) {
    stream_.reset();  // closed before the next one is opened
    stream_ = StreamOf(range, file_input::Metered::kYes);
    open_file_ = split.file;
  }
  stream_->Open(split);
  opened_.push_back({range, rows_});
  in_range_ = true;
}

ReadStatus JsonSource::Read(RecordBatchBuilder& batch) {
  simdjson::dom::element record;
  place_.records = options_.records.value;
  place_.row = -1;
  while (!batch.full()) {
    if (!in_range_) {
      if (next_range_ == last_range_) return ReadStatus::kEnd;
      OpenRange(next_range_++);
    }
    const std::int64_t rows = batch.num_rows();
    try {
      in_range_ = stream_->Next(record);
      if (!in_range_) continue;
      place_.index = stream_->index();
      reader_->Append(record, place_, batch);
      ++rows_;
    } catch (DataError& error) {
      const std::optional<std::string> text = stream_->text();
      DataError placed = std::move(error).Position(stream_->place());
      if (!text) throw placed;
      batch.Truncate(rows);
      context_->Reject(placed, *text);
      rejected_ = true;
    }
  }
  return ReadStatus::kMore;
}

std::string JsonSource::Locate(std::int64_t row) {
  if (rejected_) return {};  // rows are no longer records
  const auto behind = std::find_if(opened_.begin(), opened_.end(),
                                   [&](const Opened& opened) { return opened.first_row > row; });
  if (behind == opened_.begin()) return {};
  try {
    return Find(std::prev(behind)->range, row - std::prev(behind)->first_row);
  } catch (const Error&) {
    return {};  // the row's number must do
  }
}

std::string JsonSource::Find(std::int64_t range, std::int64_t row) const {
  const file_input::InputFile& file = ranges_->file_of(range);
  if (shape_ != Shape::kLines) return Format("{}, record {}", file.name(), row + 1);
  if (!file.seekable) return {};
  const auto stream = StreamOf(range, file_input::Metered::kNo);
  stream->Open(ranges_->split(range));
  simdjson::dom::element record;
  while (row >= 0 && stream->Next(record)) --row;
  return stream->place();
}

}  // namespace etl::json
