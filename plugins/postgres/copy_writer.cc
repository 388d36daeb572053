// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/copy_writer.h"

#include <algorithm>

#include "etl/value_text.h"
#include "plugins/postgres/big_endian.h"

namespace etl::postgres {
namespace {

using sql_sink::BoundColumn;

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::string_view kHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
constexpr std::int16_t kTrailer = -1;

}  // namespace

CopyWriter::CopyWriter(WriteConnection& connection, Context& context, const std::string& into,
                       const std::string& options, std::vector<BoundColumn> columns,
                       const std::vector<WireColumn>& wires, std::int64_t batch_rows)
    : connection_(connection),
      context_(context),
      columns_(std::move(columns)),
      batch_rows_(batch_rows) {
  const bool binary = std::all_of(wires.begin(), wires.end(), HasBinaryFormat);
  if (!binary) text_.emplace(sql_sink::RowForm::kCopy, columns_);
  for (std::size_t i = 0; i < columns_.size(); ++i)
    encoders_.push_back(EncoderOf(columns_[i].field.type, wires[i]));
  sql_ = "COPY " + into + " FROM STDIN (FORMAT " + (binary ? "binary" : "text") + options + ")";
}

void CopyWriter::Begin() {
  connection_.StartCopyIn(sql_);
  context_.Metric("statements");
  open_ = true;
  first_row_ = rows_;
  if (!text_) buffer_ = kHeader;
}

void CopyWriter::Add(const RecordBatch& batch) {
  if (batch.num_rows() == 0) return;
  if (!open_) Begin();
  for (std::int64_t row = 0; row < batch.num_rows(); ++row, ++rows_) {
    AppendRow(batch, row);
    if (buffer_.size() < kBufferBytes) continue;
    connection_.WriteCopy(buffer_);
    buffer_.clear();
  }
  if (rows_ - first_row_ >= batch_rows_) Flush();
}

void CopyWriter::AppendRow(const RecordBatch& batch, std::int64_t row) {
  if (text_) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = batch.column(static_cast<int>(i));
      if (column.type().id != TypeId::kUtf8 || column.IsNull(row)) continue;
      try {
        CheckText(column, row, columns_[i]);
      } catch (const DataError& error) {
        throw DataError("{}", error.what()).Row(rows_).Column(error.column());
      }
    }
    return text_->Append(batch, row, rows_, buffer_);
  }
  AppendInt16(static_cast<std::int16_t>(columns_.size()), buffer_);
  try {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = batch.column(static_cast<int>(i));
      CheckValue(column, row, columns_[i]);
      if (column.IsNull(row))
        AppendInt32(-1, buffer_);
      else
        encoders_[i](column, row, columns_[i], buffer_);
    }
  } catch (const DataError& error) {
    throw DataError("{}", error.what()).Row(rows_).Column(error.column());
  }
}

void CopyWriter::Flush() {
  if (!open_) return;
  if (!text_) AppendInt16(kTrailer, buffer_);
  std::int64_t taken = 0;
  try {
    connection_.WriteCopy(buffer_);
    buffer_.clear();
    taken = connection_.EndCopyIn();
  } catch (const StatementFailed& failed) {
    Refuse(failed);
  }
  open_ = false;
  // A trigger may leave rows out without a word.
  if (taken != rows_ - first_row_)
    throw DataError("{} took {} rows of {}: a trigger of the table leaves some out",
                    connection_.address().name(), taken, rows_ - first_row_);
}

// The server tells where in the COPY it was.
void CopyWriter::Refuse(const StatementFailed& failed) const {
  const CopyPlace place = PlaceIn(failed.error);
  if (failed.lost || place.row <= 0) throw failed;
  std::string column;
  for (const BoundColumn& bound : columns_)
    if (bound.target.field.name == place.column) column = bound.field.name;
  try {
    ThrowWriteError(failed, connection_, context_, "take the row");
  } catch (const DataError& error) {
    throw DataError("{}", error.what())
        .Hint(error.hint())
        .Row(first_row_ + place.row - 1)
        .Column(column);
  }
}

}  // namespace etl::postgres
