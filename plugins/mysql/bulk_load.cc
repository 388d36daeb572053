// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/bulk_load.h"

#include <mysqld_error.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::mysql {
namespace {

using sql_sink::BoundColumn;
using sql_sink::RowForm;

constexpr std::size_t kFeedBytes = 64 * 1024;
constexpr std::int64_t kMostStatementBytes = 1 << 20, kPacketSlack = 1024;
constexpr unsigned kLoadNotAllowed[] = {1148, 3948, 4166};  // MySQL 5.7, MySQL 8, MariaDB

std::string Quote(const std::string& name) {
  return sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kMysql, name);
}

// Bytes and bits come as text and are converted by the server.
std::string LoadSql(const std::string& table, const std::vector<BoundColumn>& columns) {
  std::string fields, set;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string name = Quote(columns[i].target.field.name);
    const std::string variable = "@etl" + std::to_string(i);
    const bool binary = columns[i].field.type.id == TypeId::kBinary;
    const bool converted = binary || columns[i].target.is_bits;
    fields += (i > 0 ? ", " : "") + (converted ? variable : name);
    if (converted)
      set += (set.empty() ? " SET " : ", ") + name + " = " +
             (binary ? "UNHEX(" + variable + ")" : "CAST(" + variable + " AS UNSIGNED)");
  }
  return "LOAD DATA LOCAL INFILE 'etl' INTO TABLE " + table +
         " CHARACTER SET utf8mb4 FIELDS TERMINATED BY X'09' ESCAPED BY X'5C' LINES TERMINATED BY "
         "X'0A' (" +
         fields + ")" + set;
}

std::string InsertSql(const std::string& table, const std::vector<BoundColumn>& columns) {
  std::string fields;
  for (const BoundColumn& column : columns)
    fields += (fields.empty() ? "" : ", ") + Quote(column.target.field.name);
  return "INSERT INTO " + table + " (" + fields + ") VALUES ";
}

std::int64_t NumberBehind(const std::string& info, const char* word) {
  const auto at = info.find(word);
  return at == std::string::npos ? 0 : std::atoll(info.c_str() + at + std::strlen(word));
}

}  // namespace

BulkLoad::BulkLoad(WriteSession& session, Context& context, std::string table,
                   std::vector<BoundColumn> columns, std::vector<std::string> key,
                   std::int64_t batch_rows)
    : session_(session),
      context_(context),
      table_(std::move(table)),
      columns_(std::move(columns)),
      key_(std::move(key)),
      batch_rows_(batch_rows),
      load_sql_(LoadSql(table_, columns_)),
      insert_sql_(InsertSql(table_, columns_)),
      tabs_(RowForm::kTabs, columns_),
      literals_(RowForm::kLiterals, columns_) {
  const auto row = session.Query("SELECT @@local_infile, @@max_allowed_packet").at(0);
  can_load_ = row.at(0) == "1";
  max_packet_ = std::atoll(row.at(1).value_or("0").c_str());
}

void BulkLoad::Add(RecordBatch batch) {
  held_rows_ += batch.num_rows();
  held_.push_back(std::move(batch));
  if (std::int64_t(held_.size()) >= kHeldBatches || held_rows_ >= batch_rows_) Flush();
}

void BulkLoad::Flush() {
  if (held_rows_ > 0 && !(can_load_ && TryLoad())) Insert();
  rows_before_ += held_rows_;
  held_rows_ = 0;
  held_.clear();
}

std::int64_t BulkLoad::StreamRow(const Place& place) const {
  std::int64_t row = rows_before_ + place.row;
  for (std::size_t i = 0; i < place.batch; ++i) row += held_[i].num_rows();
  return row;
}

// False after the last one.
bool BulkLoad::AppendNext(Place& place, std::string& out) const {
  while (place.batch < held_.size() && place.row >= held_[place.batch].num_rows())
    place = {place.batch + 1, 0};
  if (place.batch >= held_.size()) return false;
  const RecordBatch& batch = held_[place.batch];
  // Whoever appends many rows at a time counts the rows before them once.
  const std::int64_t first = StreamRow({place.batch, 0});
  while (place.row < batch.num_rows() && out.size() < kFeedBytes) {
    tabs_.Append(batch, place.row, first + place.row, out);
    ++place.row;
  }
  return true;
}

// False if the server does not want it, and nothing has been loaded.
bool BulkLoad::TryLoad() {
  Place place;
  std::string text;
  std::size_t sent = 0;
  const auto read = [&](char* out, std::size_t size) -> std::size_t {
    if (sent == text.size()) {
      text.clear();
      sent = 0;
      context_.CheckCancelled();
      if (!AppendNext(place, text)) return 0;
    }
    const std::size_t part = std::min(size, text.size() - sent);
    std::memcpy(out, text.data() + sent, part);
    sent += part;
    return part;
  };
  context_.Metric("statements");
  try {
    CheckDone(session_.Load(load_sql_, read), rows_before_, held_rows_);
    return true;
  } catch (const StatementFailed& failed) {
    if (std::ranges::find(kLoadNotAllowed, failed.error.code) != std::end(kLoadNotAllowed)) {
      can_load_ = false;
      return false;
    }
    if (failed.lost) throw;
    Refuse(failed.error.code, failed.error.text, rows_before_, RowIn(failed.error.text));
  }
}

// Nothing may be skipped or changed on the way.
void BulkLoad::CheckDone(const Done& done, std::int64_t first_row, std::int64_t rows) {
  if (done.warnings == 0 && NumberBehind(done.info, "Records: ") == rows &&
      NumberBehind(done.info, "Skipped: ") == 0)
    return;
  const Warning warning = done.warnings > 0 ? session_.FirstWarning() : Warning{};
  if (warning.code == 0)
    throw EnvironmentError(
        "{} took other rows than those that were sent, of which there are {}: {}",
        session_.address().name(), rows, done.info);
  Refuse(warning.code, warning.text, first_row, RowIn(warning.text));
}

void BulkLoad::Insert() {
  const std::int64_t most = std::min(kMostStatementBytes, max_packet_ - kPacketSlack);
  std::string sql = insert_sql_, row;
  std::int64_t first = rows_before_, count = 0;
  const auto send = [&] {
    if (count == 0) return;
    context_.Metric("statements");
    try {
      const Done done = session_.Execute(sql);
      if (done.warnings > 0) {
        const Warning warning = session_.FirstWarning();
        Refuse(warning.code, warning.text, first, RowIn(warning.text));
      }
    } catch (const StatementFailed& failed) {
      if (failed.lost) throw;
      Refuse(failed.error.code, failed.error.text, first, RowIn(failed.error.text));
    }
    first += count;
    count = 0;
    sql = insert_sql_;
  };
  for (const RecordBatch& batch : held_) {
    for (std::int64_t i = 0; i < batch.num_rows(); ++i) {
      row.clear();
      literals_.Append(batch, i, first + count, row);
      if (std::int64_t(sql.size() + row.size()) > most || count == batch_rows_) send();
      if (std::int64_t(sql.size() + row.size()) > max_packet_ - kPacketSlack)
        throw DataError("a statement with this row has {} bytes, {} takes at most {}",
                        sql.size() + row.size(), session_.address().name(), max_packet_)
            .Row(first)
            .Hint("raise max_allowed_packet on the server");
      if (count > 0) sql += ',';
      sql += row;
      ++count;
    }
  }
  send();
}

void BulkLoad::Refuse(unsigned code, const std::string& text, std::int64_t first_row,
                      std::int64_t row_in_statement) const {
  const std::string why = context_.Mask(text);
  const bool twice = code == ER_DUP_ENTRY || code == ER_DUP_ENTRY_WITH_KEY_NAME;
  if (twice && !key_.empty()) {
    std::string names;
    for (const std::string& name : key_) names += (names.empty() ? "" : ", ") + name;
    throw DataError("two rows have the same key ({}): {} (error {})", names, why, code)
        .Hint("keep one of them, with a distinct or top step, or name more columns as the key");
  }
  StatementFailed failed;
  failed.error = {code, text};
  if (row_in_statement <= 0)
    ThrowWriteError(failed, session_, context_, "put rows into the table " + table_);
  std::string column = ColumnIn(text);
  for (const BoundColumn& bound : columns_)
    if (bound.target.field.name == column) column = bound.field.name;
  throw DataError("{} refuses it: {} (error {})", session_.address().name(), why, code)
      .Row(first_row + row_in_statement - 1)
      .Column(column);
}

}  // namespace etl::mysql
