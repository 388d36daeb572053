// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/sink.h"

#include <algorithm>

#include "etl/value_text.h"
#include "plugins/mysql/settlement.h"
#include "plugins/shared/sql_dialect/create_table.h"

namespace etl::mysql {
namespace {

using sql_sink::BoundColumn;
using sql_sink::Mode;
using sql_sink::Token;

constexpr auto kDialect = sql_dialect::Dialect::kMysql;
constexpr std::size_t kMostNameCharacters = 64;
constexpr std::int64_t kMostHeldBytes = 4 << 20, kTextBytes = 256 * 1024;

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "" : ", ") + sql_dialect::QuoteIdentifier(kDialect, name);
  return out;
}

std::string CreateSql(const MysqlSinkOptions& options, const TableName& table,
                      const Schema& schema) {
  sql_dialect::TableSpec spec;
  spec.table = table.name;
  spec.rename = options.rename.value;
  spec.key = options.key.value;
  std::string sql = sql_dialect::CreateTable(spec, schema).sql;
  const std::string head = "CREATE TABLE " + sql_dialect::QuoteIdentifier(kDialect, table.name);
  sql = "CREATE TABLE " + table.quoted() + sql.substr(head.size());
  sql.resize(sql.find_last_of(')') + 1);
  return sql + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
}

ConfigError NoTable(const MysqlSinkOptions& options, const Session& session, const TableName& table,
                    const Schema& schema) {
  return ConfigError("{} has no table {} that the user may see", session.address().name(),
                     Quoted(options.table.value))
      .Option(options.table.node.get())
      .Hint("set `create: true`, or create it: " + CreateSql(options, table, schema));
}

TableName TableOf(const MysqlSinkOptions& options) {
  TableName table(options.table.value, AddressOf(options.connection).database);
  if (table.database.empty())
    throw ConfigError("neither the connection nor `table` names a database")
        .Option(options.table.node.get())
        .Hint("write mysql://host/DATABASE, or `table: DATABASE.TABLE`");
  return table;
}

// Whether the table lets rows be loaded in the mode that is asked for. Throws ConfigError.
void CheckMode(const MysqlSinkOptions& options, const TableName& table, const TargetTable& target) {
  const Mode mode = options.mode();
  const std::string name = Quoted(options.table.value);
  if (mode == Mode::kUpsert) {
    std::vector<std::string> key;
    for (const std::string& column : options.key.value)
      key.push_back(sql_sink::NameInTable(options, column));
    sql_sink::CheckKey(
        options, target.target,
        "CREATE UNIQUE INDEX etl_key ON " + table.quoted() + " (" + Joined(key) + ")");
  }
  if (mode != Mode::kReplace && !target.transactional)
    throw ConfigError(
        "table {} is stored by {}, which has no transactions: a run that fails would "
        "leave half of its rows",
        name, target.engine)
        .Option(options.table.node.get())
        .Hint("use `mode: replace`, or ALTER TABLE " + table.quoted() + " ENGINE=InnoDB");
  if (mode != Mode::kReplace || target.ties.empty()) return;
  std::string ties;
  for (const std::string& tie : target.ties) ties += (ties.empty() ? "" : ", ") + tie;
  throw ConfigError("table {} cannot be replaced by another without losing {}", name, ties)
      .Option(options.table.node.get())
      .Hint("use `mode: upsert`");
}

// What the user has to be granted for a table that is there, as far as the server can be asked: it
// plans what will be done.
void CheckPrivileges(WriteSession& session, const TableName& table, Mode mode,
                     const std::vector<BoundColumn>& columns) {
  if (mode == Mode::kReplace) return;
  const std::vector<std::string> names = sql_sink::Names(columns);
  const std::vector<std::string> key = sql_sink::KeyNames(columns);
  std::string nulls, changes;
  for (const std::string& name : names) {
    nulls += nulls.empty() ? "NULL" : ", NULL";
    if (std::find(key.begin(), key.end(), name) != key.end()) continue;
    const std::string quoted = sql_dialect::QuoteIdentifier(kDialect, name);
    changes += (changes.empty() ? "" : ", ") + quoted + " = " + quoted;
  }
  session.Execute("EXPLAIN INSERT INTO " + table.quoted() + " (" + Joined(names) + ") SELECT " +
                  nulls + " FROM DUAL WHERE FALSE");
  if (mode == Mode::kUpsert && !changes.empty())
    session.Execute("EXPLAIN UPDATE " + table.quoted() + " SET " + changes + " WHERE FALSE");
}

// What the user knows of a session that settles.
template <typename Body>
auto OnServer(Context& context, const MysqlSinkOptions& options, const Token& token,
              std::string_view doing, Body body) {
  Interrupter interrupter;
  WriteSession session(options.connection, context, interrupter);
  sql_sink::CheckPlace(token, PlaceOf(session));
  try {
    return body(session, TableName(token.table, session.address().database));
  } catch (const StatementFailed& failed) {
    ThrowWriteError(failed, session, context, doing);
  }
}

}  // namespace

MysqlSink::~MysqlSink() {
  load_.reset();
  session_.reset();
  if (!staged_) return;
  try {  // on a connection of its own: this one may be broken off
    Settle(*context_, &options_, token_.Write(), Decision::kAbort);
  } catch (const std::exception&) {
    // It has been claimed: whoever recovers the run removes it.
  }
}

void MysqlSink::Describe(const MysqlSinkOptions& options, Context& context,
                         const std::vector<PlanInput>& inputs, Plan& plan) {
  sql_sink::CheckOptions(options, inputs.at(0).schema);
  TableOf(options);
  plan.SetMinimumMemory(std::min(kHeldBatches * context.batch_limits().bytes, kMostHeldBytes) +
                        kTextBytes);
}

void MysqlSink::Check(const MysqlSinkOptions& options, Context& context,
                      const std::vector<PlanInput>& inputs, CheckReport& report) {
  const Schema& schema = inputs.at(0).schema;
  Interrupter interrupter;
  WriteSession session(options.connection, context, interrupter);
  const TableName table = TableOf(options);
  const auto target = ReadTarget(session, options.table.value, table);
  if (!target && !options.create) throw NoTable(options, session, table, schema);
  if (!target)
    return report.Checked(
        Format("table {} is not there and will be created", Quoted(options.table.value)));
  const auto columns = sql_sink::BindColumns(options, schema, target->target);
  CheckMode(options, table, *target);
  try {
    CheckPrivileges(session, table, options.mode(), columns);
  } catch (const StatementFailed& failed) {
    ThrowWriteError(failed, session, context, "load the table " + options.table.value);
  }
  report.Checked(Format("table {} is there and takes {}", Quoted(options.table.value),
                        CountText(schema.size(), "column")));
}

template <typename Body>
auto MysqlSink::Guarded(std::string_view doing, Body body) {
  try {
    return body();
  } catch (const StatementFailed& failed) {
    ThrowWriteError(failed, *session_, *context_,
                    std::string(doing) + " the table " + options_.table.value);
  }
}

void MysqlSink::Open(Context& context, const Schema& schema) {
  context_ = &context;
  sql_sink::CheckOptions(options_, schema);
  session_ = std::make_unique<WriteSession>(options_.connection, context, interrupter_);
  table_.emplace(TableOf(options_));
  Guarded("open", [&] {
    const TargetTable target = FindTarget(schema);
    const auto columns = sql_sink::BindColumns(options_, schema, target.target);
    CheckMode(options_, *table_, target);
    token_ = {options_.mode(),
              PlaceOf(*session_),
              options_.table.value,
              {},
              std::string(context.run_id()),
              std::string(context.step()),
              sql_sink::Names(columns),
              sql_sink::KeyNames(columns)};
    if (token_.mode != Mode::kReplace) EnsureMarkTable(*session_, *table_);
    std::string into = table_->quoted();
    if (token_.mode != Mode::kAppend) {
      Stage(target, columns);
      into = table_->Quote(token_.staging);
    }
    load_ = std::make_unique<BulkLoad>(
        *session_, context, into, columns,
        token_.mode == Mode::kAppend ? std::vector<std::string>{} : token_.key,
        options_.batch_rows);
    session_->Execute("START TRANSACTION");
  });
}

TargetTable MysqlSink::FindTarget(const Schema& schema) {
  auto target = ReadTarget(*session_, options_.table.value, *table_);
  if (!target && options_.create) {
    Create(schema);
    target = ReadTarget(*session_, options_.table.value, *table_);
  }
  if (target) return std::move(*target);
  throw NoTable(options_, *session_, *table_, schema);
}

void MysqlSink::Create(const Schema& schema) {
  const std::string sql = CreateSql(options_, *table_, schema);
  session_->Execute(sql);
  context_->Log(ETL_LOG_INFO, "created the table {}", options_.table.value);
  context_->Artifact("application/sql", sql + ";\n");
}

// Claimed first: whoever recovers a run that was killed drops it.
void MysqlSink::Stage(const TargetTable& target, const std::vector<BoundColumn>& columns) {
  token_.staging = sql_sink::NameBeside(table_->name, "etl", token_.run_id, kMostNameCharacters);
  context_->Claim(token_.Write());
  staged_ = true;
  const std::string staging = table_->Quote(token_.staging);
  if (token_.mode == Mode::kReplace) {
    session_->Execute("CREATE TABLE " + staging + " LIKE " + table_->quoted());
    return;
  }
  // Only the columns that come, and no index but the key: it finds keys that come twice.
  std::string sql;
  for (const BoundColumn& column : columns)
    for (std::size_t i = 0; i < target.definitions.size(); ++i)
      if (target.target.columns[i].field.name == column.target.field.name)
        sql += target.definitions[i] + ", ";
  session_->Execute("CREATE TABLE " + staging + " (" + sql + "UNIQUE KEY (" + Joined(token_.key) +
                    ")) ENGINE=InnoDB");
}

void MysqlSink::Write(const RecordBatch& batch) {
  Guarded("load", [&] { load_->Add(batch); });
}

std::string MysqlSink::Prepare() {
  Guarded("load", [&] {
    load_->Flush();
    if (token_.mode != Mode::kAppend) session_->Execute("COMMIT");
    if (token_.mode == Mode::kUpsert) RehearseUpsert(*session_, *table_, token_);
  });
  staged_ = false;  // from here on the token's
  return token_.Write();
}

void MysqlSink::Commit() {
  Guarded("mark the rows of", [&] { InsertMark(*session_, *table_, token_); });
  try {
    session_->Execute("COMMIT");
  } catch (const StatementFailed& failed) {
    if (failed.lost)
      throw UnknownOutcome("the connection to {} broke during COMMIT: {} (error {})",
                           session_->address().name(), context_->Mask(failed.error.text),
                           failed.error.code);
    ThrowWriteError(failed, *session_, *context_, "commit the rows of " + options_.table.value);
  }
}

bool MysqlSink::Committed(Context& context, const MysqlSinkOptions& options,
                          std::string_view text) {
  const Token token = Token::Read(text);
  return OnServer(context, options, token, "look for the mark of run " + token.run_id,
                  [&](WriteSession& session, const TableName& table) {
                    return AskForMark(session, table, token);
                  });
}

void MysqlSink::Settle(Context& context, const MysqlSinkOptions* options, std::string_view text,
                       Decision decision) {
  const Token token = Token::Read(text);
  if (token.mode == Mode::kAppend) return;  // gone with its connection
  const bool publishes = decision == Decision::kCommit;
  OnServer(context, *options, token,
           (publishes ? "publish the rows of the table " : "remove the staging table beside ") +
               token.table,
           [&](WriteSession& session, const TableName& table) {
             if (decision == Decision::kAbort)
               DropStaging(session, table, token);
             else if (token.mode == Mode::kReplace)
               Swap(session, table, token);
             else
               Upsert(session, context, table, token);
           });
}

}  // namespace etl::mysql
