// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/csv_source.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "plugins/csv/inference.h"
#include "plugins/csv/shown_text.h"

namespace etl::csv {
namespace {

// A block, and what is found in it: at most a place for each byte.
constexpr std::int64_t kMinimumMemory = (1 << 20) + 512 * 1024;
constexpr std::size_t kMostRows = 1024;  // turned into columns at once
constexpr std::int64_t kBatchParts = 8;  // a batch is filled in about so many steps
constexpr std::size_t kLeastBytes = 4096;

const SourceOptions& Checked(const SourceOptions& options) {
  Validate(options);
  return options;
}

// Quotes in a comment mean nothing, so that what lies within quotes is known only from the
// beginning.
file_input::SplitPlan PlanOf(const SourceOptions& options, const Context& context, bool in_parts) {
  const bool whole = !in_parts || !options.comment.value.empty();
  return file_input::SplitPlan(file_input::FindFiles(options.path, options.compression),
                               whole ? std::numeric_limits<std::int64_t>::max()
                                     : file_input::SplitPlan::SplitBytes(context));
}

DeclaredSchema SchemaOf(const SourceOptions& options, Context& context,
                        const file_input::SplitPlan& plan) {
  return options.schema.empty() ? InferSchema(context, options, plan.files()) : options.schema;
}

// Of the schema, what the scan wants: the columns' numbers, in its order.
std::vector<std::size_t> Wanted(const DeclaredSchema& schema, const Scan& scan) {
  std::vector<std::size_t> wanted;
  if (!scan.columns) {
    for (std::size_t i = 0; i < schema.entries.size(); ++i) wanted.push_back(i);
    return wanted;
  }
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < schema.entries.size(); ++i)
    places.try_emplace(schema.entries[i].field.name, i);
  for (const std::string& name : *scan.columns) {
    const auto found = places.find(name);
    if (found == places.end()) throw ConfigError("the source has no column {}", name);
    wanted.push_back(found->second);
  }
  return wanted;
}

Schema Project(const DeclaredSchema& schema, const std::vector<std::size_t>& wanted) {
  std::vector<Field> fields;
  for (const std::size_t i : wanted) fields.push_back(schema.entries[i].field);
  return Schema(std::move(fields));
}

std::string ExplainText(const SourceOptions& options, const file_input::SplitPlan& plan) {
  std::string text;
  for (const std::string& path : options.path.value) text += (text.empty() ? "" : ", ") + path;
  const std::size_t files = plan.files().size();
  return files == 1 && options.path.value.size() == 1 ? text : Format("{} ({} files)", text, files);
}

}  // namespace

CsvSource::CsvSource(SourceOptions options, Scan scan)
    : options_(std::move(options)),
      scan_(std::move(scan)),
      dialect_(DialectOf(Checked(options_))),
      nulls_(options_.nulls) {}

void CsvSource::Describe(const SourceOptions& options, Context&, Plan& plan) {
  Validate(options);
  if (!options.schema.empty()) plan.SetSchema(options.schema.schema());
  plan.SetMinimumMemory(kMinimumMemory);
}

void CsvSource::MakeOffer(const SourceOptions& options, Context& context, const Scan& wanted,
                          Offer& offer) {
  Validate(options);
  const file_input::SplitPlan plan = PlanOf(options, context, true);
  const DeclaredSchema schema = SchemaOf(options, context, plan);
  // A declared column that is not there is better known now than when all else is running.
  if (plan.files().front().divisible())
    FileRecords(context, plan.files().front(), options, schema, file_input::Metered::kNo);
  Scan accepted;
  // A batch without columns could not say how many rows it has.
  if (wanted.columns && !wanted.columns->empty()) {
    accepted.columns = wanted.columns;
    offer.AcceptColumns();
  }
  offer.SetSchema(Project(schema, Wanted(schema, accepted)));
  offer.SetSplits(plan.count());
  offer.SetSnapshot(plan.Snapshot());
  offer.SetExplain(ExplainText(options, plan));
}

void CsvSource::Prepare(Context& context, bool in_parts) {
  context_ = &context;
  ranges_.emplace(PlanOf(options_, context, in_parts));
  ranges_->CheckSnapshot(scan_.snapshot);
  schema_ = SchemaOf(options_, context, *ranges_);
  wanted_ = Wanted(schema_, scan_);
  out_ = Project(schema_, wanted_);
}

Schema CsvSource::Open(Context& context) {
  Prepare(context, false);
  last_range_ = ranges_->count();
  return out_;
}

Schema CsvSource::OpenSplit(Context& context, std::int64_t split) {
  if (!ranges_) Prepare(context, true);
  next_range_ = split;
  last_range_ = split + 1;
  rows_ = 0;
  opened_.clear();
  in_range_ = false;
  ranges_->split(split);  // throws if there is none
  return out_;
}

bool CsvSource::NextRange() {
  if (next_range_ == last_range_) return false;
  OpenRange(next_range_++);
  return true;
}

void CsvSource::OpenRange(std::int64_t range) {
  const file_input::Split& split = ranges_->split(range);
  if (!file_ || split.file != open_file_) {
    file_.reset();  // closed before the next one is opened
    file_ = std::make_unique<FileRecords>(*context_, ranges_->file_of(range), options_, schema_);
    open_file_ = split.file;
    parsers_.clear();
    for (const std::size_t i : wanted_)
      parsers_.emplace_back(file_->columns()[i], schema_.entries[i].field.type, dialect_.quote,
                            nulls_, options_.schema.empty());
  }
  opened_.push_back({range, rows_});
  if (split.begin == 0) {
    context_->Metric("files");
    context_->Metric("bytes", file_->head_bytes());
  }
  file_->OpenRange(split);
  in_range_ = true;
}

ReadStatus CsvSource::Read(RecordBatchBuilder& batch) {
  const BatchLimits limits = context_->batch_limits();
  const auto most_bytes =
      std::max(static_cast<std::size_t>(limits.bytes / kBatchParts), kLeastBytes);
  while (!batch.full()) {
    if (!in_range_ && !NextRange()) return ReadStatus::kEnd;
    const auto room =
        static_cast<std::size_t>(std::max<std::int64_t>(1, limits.rows - batch.num_rows()));
    try {
      const Records* records = file_->Next(std::min(room, kMostRows), most_bytes);
      if (records)
        Append(*records, batch);
      else
        in_range_ = false;
    } catch (const DataError& error) {
      const std::optional<std::string> text = file_->TakeMisfit();
      file_->CheckBefore();
      if (!text) throw;
      Reject(error, *text);
    }
  }
  return ReadStatus::kMore;
}

void CsvSource::Reject(const DataError& error, std::string_view text) {
  context_->Reject(error, text);
  rejected_ = true;
}

void CsvSource::Append(Records records, RecordBatchBuilder& batch) {
  const std::int64_t rows = batch.num_rows();
  // All columns, so that the first row with an error is the one that is reported.
  std::size_t fits = records.count, culprit = 0;
  for (std::size_t i = 0; i < parsers_.size(); ++i) {
    const std::size_t count = parsers_[i].Append(records, batch.column(static_cast<int>(i)));
    if (count < fits) fits = count, culprit = i;
  }
  rows_ += static_cast<std::int64_t>(fits);
  if (fits == records.count) return;
  const DataError error = MisfitOf(records, fits, culprit);
  file_->CheckBefore();
  batch.Truncate(rows + static_cast<std::int64_t>(fits));
  Reject(error, records.record(fits));
  records.Skip(fits + 1);
  Append(records, batch);
}

DataError CsvSource::MisfitOf(const Records& records, std::size_t row, std::size_t column) {
  const Field& field = out_[static_cast<int>(column)];
  std::string scratch;
  const auto place = static_cast<std::size_t>(parsers_[column].column());
  const auto text = Unquoted(records.field(row, place), dialect_.quote, scratch);
  if (field.type.id == TypeId::kUtf8)
    return DataError("text that is not UTF-8: {}", Shown(text))
        .Position(file_->PlaceOf(records.offset_of(row)))
        .Column(field.name)
        .Hint("convert the file to UTF-8");
  auto error = DataError("{} is no {}", Shown(text), ToString(field.type))
                   .Position(file_->PlaceOf(records.offset_of(row)))
                   .Column(field.name);
  if (!options_.schema.empty())
    return std::move(error).Hint(
        "correct the value or the column's type; if the text means null, name it in nulls:");
  return std::move(error).Hint(Format(
      "the type was found in the first {} rows: declare the column in schema:, raise sample:, "
      "or name the text in nulls: if it means null",
      options_.sample.value));
}

std::string CsvSource::Locate(std::int64_t row) {
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

std::string CsvSource::Find(std::int64_t range, std::int64_t row) {
  const file_input::InputFile& file = ranges_->file_of(range);
  if (!file.seekable) return {};
  FileRecords again(*context_, file, options_, schema_, file_input::Metered::kNo);
  again.OpenRange(ranges_->split(range));
  while (const Records* records = again.Next(kMostRows, kLeastBytes)) {
    if (row < static_cast<std::int64_t>(records->count))
      return again.PlaceOf(records->offset_of(static_cast<std::size_t>(row)));
    row -= static_cast<std::int64_t>(records->count);
  }
  return {};
}

}  // namespace etl::csv
