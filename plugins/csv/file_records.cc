// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/file_records.h"

#include <algorithm>

namespace etl::csv {
namespace {

constexpr std::int64_t kMostBlockBytes = 256 * 1024, kLeastBlockBytes = 64 * 1024;
constexpr std::size_t kHeadBytes = 16 * 1024;
constexpr std::size_t kMany = 1 << 20;

}  // namespace

FileRecords::FileRecords(Context& context, const file_input::InputFile& file,
                         const SourceOptions& options, const DeclaredSchema& schema,
                         file_input::Metered metered)
    : context_(context),
      file_(file),
      options_(options),
      dialect_(DialectOf(options)),
      reader_(context, file, dialect_, BlockBytes(context), metered) {
  ReadHeadOf(schema);
  columns_ = MatchColumns(options, schema, head_, file.name());
  reader_.SetColumns(head_.names.size());
}

std::size_t FileRecords::BlockBytes(const Context& context) {
  return static_cast<std::size_t>(
      std::clamp(context.batch_limits().bytes / 2, kLeastBlockBytes, kMostBlockBytes));
}

void FileRecords::ReadHeadOf(const DeclaredSchema& schema) {
  if (!file_.divisible()) {
    head_ = ReadHead(reader_, options_, schema);
    return;
  }
  // The range that will be read may be far away.
  RecordReader reader(context_, file_, dialect_, kHeadBytes, file_input::Metered::kNo);
  head_ = ReadHead(reader, options_, schema);
}

void FileRecords::OpenRange(const file_input::Split& range) {
  range_ = range;
  const std::int64_t begin = std::max(range.begin, head_.data_begin);
  ended_ = range.end >= 0 && begin >= range.end;
  if (ended_) return;
  if (begin == head_.data_begin) {
    at_record_ = true;
    return reader_.SeekTo(begin, range.end);
  }
  // The last record of the range before may end here or even behind this range.
  if (at_record_ && reader_.offset() >= begin) return reader_.SeekTo(reader_.offset(), range.end);
  bool inside = false;
  if (dialect_.quote) {
    if (!parity_) parity_.emplace(context_, file_, dialect_.quote, head_.data_begin);
    if (at_record_ && reader_.offset() > parity_->known()) parity_->SetOutside(reader_.offset());
    inside = parity_->InsideBefore(begin - 1);
  }
  at_record_ = reader_.SeekInto(begin, range.end, inside);
}

const Records* FileRecords::Next(std::size_t most, std::size_t most_bytes) {
  if (ended_) return nullptr;
  const Records* records = reader_.Next(most, most_bytes);
  if (!records) {
    ended_ = true;
    reader_.CheckUnchanged();
  }
  return records;
}

void FileRecords::CheckBefore() {
  if (!file_.divisible() || !dialect_.quote || range_.begin <= head_.data_begin) return;
  if (checked_ >= range_.begin) return;
  RecordReader before(context_, file_, dialect_, BlockBytes(context_), file_input::Metered::kNo);
  before.SetColumns(head_.names.size());
  before.SeekTo(std::max(checked_, head_.data_begin), range_.begin);
  for (bool more = true; more;) {
    try {
      more = before.Next(kMany, kMany) != nullptr;
    } catch (const DataError&) {
      if (!before.TakeMisfit()) throw;
    }
  }
  checked_ = before.offset();
}

}  // namespace etl::csv
