// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/sink.h"

#include <algorithm>
#include <filesystem>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/create_table.h"
#include "plugins/sqlite/row_binder.h"
#include "plugins/sqlite/settlement.h"

namespace etl::sqlite {
namespace {

using sql_sink::BoundColumn;
using sql_sink::Mode;
using sql_sink::Token;

constexpr std::size_t kMostNameCharacters = 200;
constexpr std::int64_t kMinimumMemory = 2 << 20;  // SQLite's own cache
// So many batches go into a staging table at a time, in a transaction that ends before the next
// batch is waited for: other sinks, also of this run, write to the same file.
constexpr std::int64_t kHeldBatches = 8, kMostHeldBytes = 4 << 20;

std::string Quote(const std::string& name) {
  return sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, name);
}
std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + Quote(name);
  return out;
}

std::string CreateSql(const SqliteSinkOptions& options, const Schema& schema) {
  sql_dialect::TableSpec spec;
  spec.table = options.table.value;
  spec.dialect = sql_dialect::Dialect::kSqlite;
  spec.rename = options.rename.value;
  spec.key = options.key.value;
  return sql_dialect::CreateTable(spec, schema).sql;
}

ConfigError NoTable(const SqliteSinkOptions& options, const Schema& schema) {
  return ConfigError("the database has no table {}", Quoted(options.table.value))
      .Option(options.table.node.get())
      .Hint("set `create: true`, or create it: " + CreateSql(options, schema));
}

void CheckUpsertKey(const SqliteSinkOptions& options, const TargetTable& target,
                    const std::vector<std::string>& key) {
  if (options.mode() == Mode::kUpsert)
    sql_sink::CheckKey(
        options, target.target,
        "CREATE UNIQUE INDEX etl_key ON " + Quote(target.name) + " (" + Joined(key) + ")");
}

}  // namespace

SqliteSink::~SqliteSink() {
  insert_.reset();
  database_.reset();
  if (!staged_) return;
  try {
    Settle(*context_, &options_, token_.Write(), Decision::kAbort);
  } catch (const std::exception&) {
    // It has been claimed: whoever recovers the run removes it.
  }
}

void SqliteSink::Describe(const SqliteSinkOptions& options, Context& context,
                          const std::vector<PlanInput>& inputs, Plan& plan) {
  sql_sink::CheckOptions(options, inputs.at(0).schema);
  PathOf(options.connection);
  const bool holds = options.mode() != Mode::kAppend;
  plan.SetMinimumMemory(
      kMinimumMemory +
      (holds ? std::min(kHeldBatches * context.batch_limits().bytes, kMostHeldBytes) : 0));
}

void SqliteSink::Check(const SqliteSinkOptions& options, Context&,
                       const std::vector<PlanInput>& inputs, CheckReport& report) {
  const Schema& schema = inputs.at(0).schema;
  const std::string path = PathOf(options.connection);
  if (options.create && !std::filesystem::exists(path))
    return report.Checked(Format("{} is not there and will be created", path));
  const std::atomic<bool> never = false;
  WriteDatabase database(options.connection, never, false);
  const auto target = ReadTarget(database, options.table.value);
  if (!target && !options.create) throw NoTable(options, schema);
  if (!target)
    return report.Checked(
        Format("table {} is not there and will be created", Quoted(options.table.value)));
  const auto columns = sql_sink::BindColumns(options, schema, target->target);
  CheckUpsertKey(options, *target, sql_sink::KeyNames(columns));
  report.Checked(Format("table {} is there and takes {}", Quoted(options.table.value),
                        CountText(schema.size(), "column")));
}

void SqliteSink::Open(Context& context, const Schema& schema) {
  context_ = &context;
  sql_sink::CheckOptions(options_, schema);
  database_ = std::make_unique<WriteDatabase>(options_.connection, cancelled_, options_.create);
  const TargetTable target = FindTarget(schema);
  columns_ = sql_sink::BindColumns(options_, schema, target.target);
  token_ = {options_.mode(),
            database_->place(),
            target.name,
            {},
            std::string(context.run_id()),
            std::string(context.step()),
            sql_sink::Names(columns_),
            sql_sink::KeyNames(columns_)};
  CheckUpsertKey(options_, target, token_.key);
  has_rules_ = target.has_rules || sql_sink::HasOtherUniqueIndex(columns_, target.target);
  std::string into = target.name;
  if (token_.mode == Mode::kAppend) {
    EnsureMarkTable(*database_);
  } else {
    Stage(target);
    into = token_.staging;
  }
  std::string places;
  for (std::size_t i = 0; i < columns_.size(); ++i) places += i == 0 ? "?" : ", ?";
  insert_ = database_->Prepare("INSERT INTO " + Quote(into) + " (" + Joined(token_.columns) +
                               ") VALUES (" + places + ")");
}

TargetTable SqliteSink::FindTarget(const Schema& schema) {
  auto target = ReadTarget(*database_, options_.table.value);
  if (!target && options_.create) {
    const std::string sql = CreateSql(options_, schema);
    database_->Execute(sql);
    context_->Log(ETL_LOG_INFO, "created the table {}", options_.table.value);
    context_->Artifact("application/sql", sql);
    target = ReadTarget(*database_, options_.table.value);
  }
  if (target) return std::move(*target);
  throw NoTable(options_, schema);
}

// Claimed first: whoever recovers a run that was killed drops it. It has the table's unique
// indexes, so that a key that comes twice is found at its row.
void SqliteSink::Stage(const TargetTable& target) {
  token_.staging = sql_sink::NameBeside(target.name, "etl", token_.run_id, kMostNameCharacters);
  context_->Claim(token_.Write());
  staged_ = true;
  std::string sql;
  for (const BoundColumn& column : columns_)
    for (std::size_t i = 0; i < target.definitions.size(); ++i)
      if (target.target.columns[i].field.name == column.target.field.name)
        sql += (sql.empty() ? "" : ", ") + target.definitions[i];
  for (const sql_sink::UniqueIndex& index : target.target.unique) {
    const bool arrives = std::ranges::all_of(index.columns, [&](const std::string& name) {
      return std::ranges::find(token_.columns, name) != token_.columns.end();
    });
    if (arrives) sql += ", UNIQUE (" + Joined(index.columns) + ")";
  }
  database_->Execute("CREATE TABLE " + Quote(token_.staging) + " (" + sql + ")");
}

void SqliteSink::ThrowSameKey(const RecordBatch& batch, std::int64_t row,
                              std::int64_t stream_row) const {
  std::string values;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].in_key)
      values += (values.empty() ? "" : ", ") +
                Quoted(FormatValue(batch.column(static_cast<int>(i)), row));
  throw DataError("two rows have the same key ({}): {}", Joined(token_.key), values)
      .Row(stream_row)
      .Hint("keep one of them, with a distinct or top step, or name more columns as the key");
}

void SqliteSink::Write(const RecordBatch& batch) {
  if (batch.num_rows() == 0) return;
  if (token_.mode != Mode::kAppend) {
    held_.push_back(batch);
    if (std::int64_t(held_.size()) >= kHeldBatches) InsertHeld();
    return;
  }
  if (!database_->in_transaction()) database_->Execute("BEGIN IMMEDIATE");
  Insert(batch);
}

void SqliteSink::InsertHeld() {
  if (held_.empty()) return;
  database_->Execute("BEGIN IMMEDIATE");
  for (const RecordBatch& batch : held_) Insert(batch);
  database_->Execute("COMMIT");
  held_.clear();
}

void SqliteSink::Insert(const RecordBatch& batch) {
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    try {
      BindRow(*database_, insert_.get(), columns_, batch, row);
      database_->Step(insert_.get());
    } catch (const DataError& error) {
      const int code = sqlite3_extended_errcode(database_->handle());
      const bool twice = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY;
      if (twice && token_.mode != Mode::kAppend && !token_.key.empty())
        ThrowSameKey(batch, row, rows_ + row);
      throw DataError("{}", error.what()).Row(rows_ + row).Column(error.column());
    }
    sqlite3_reset(insert_.get());
  }
  rows_ += batch.num_rows();
}

std::string SqliteSink::Prepare() {
  if (token_.mode == Mode::kAppend) {
    if (!database_->in_transaction()) database_->Execute("BEGIN IMMEDIATE");
    return token_.Write();
  }
  InsertHeld();
  insert_.reset();
  if (has_rules_) {  // once the run is decided it would be too late
    Transaction rehearsal(*database_);
    Apply(*database_, token_);
  }
  staged_ = false;  // from here on the token's
  return token_.Write();
}

void SqliteSink::Commit() {
  insert_.reset();
  InsertMark(*database_, token_);
  const int code = sqlite3_exec(database_->handle(), "COMMIT", nullptr, nullptr, nullptr) & 0xff;
  if (code == SQLITE_OK) return;
  const std::string text = sqlite3_errmsg(database_->handle());
  if (code == SQLITE_IOERR)
    throw UnknownOutcome("{} failed during COMMIT: {}", database_->path(), text);
  if (code == SQLITE_CONSTRAINT) throw DataError("{} refuses it: {}", database_->path(), text);
  throw EnvironmentError("cannot commit to {}: {}", database_->path(), text)
      .Hint("a reader that does not end, or a full disk; see busy_timeout of the connection");
}

bool SqliteSink::Committed(Context&, const SqliteSinkOptions& options, std::string_view text) {
  const Token token = Token::Read(text);
  const std::atomic<bool> never = false;
  WriteDatabase database(options.connection, never, false);
  sql_sink::CheckPlace(token, database.place());
  return HasMark(database, token);
}

void SqliteSink::Settle(Context& context, const SqliteSinkOptions* options, std::string_view text,
                        Decision decision) {
  const Token token = Token::Read(text);
  if (token.mode == Mode::kAppend) return;  // gone with its connection
  const std::atomic<bool> never = false;
  WriteDatabase database(options->connection, never, false);
  sql_sink::CheckPlace(token, database.place());
  if (decision == Decision::kAbort) return DropStaging(database, token);
  const std::optional<Counts> counts = Publish(database, token);
  if (!counts || token.mode != Mode::kUpsert) return;
  context.Metric("rows_inserted", counts->inserted);
  context.Metric("rows_updated", counts->updated);
  context.Metric("rows_unchanged", counts->unchanged);
}

}  // namespace etl::sqlite
