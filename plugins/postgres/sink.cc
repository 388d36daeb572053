// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/sink.h"

#include <algorithm>

#include "etl/value_text.h"
#include "plugins/postgres/replacement.h"
#include "plugins/postgres/settlement.h"
#include "plugins/shared/sql_dialect/create_table.h"

namespace etl::postgres {
namespace {

using sql_sink::BoundColumn;
using sql_sink::Mode;
using sql_sink::Token;

constexpr auto kDialect = sql_dialect::Dialect::kPostgres;
constexpr std::int64_t kMinimumMemory = 512 * 1024;  // ours and libpq's buffers

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "" : ", ") + sql_dialect::QuoteIdentifier(kDialect, name);
  return out;
}

// Of a table `name` in the schema of the target.
std::string CreateSql(const PostgresSinkOptions& options, const TableName& table,
                      const std::string& name, const Schema& schema) {
  sql_dialect::TableSpec spec;
  spec.table = name;
  spec.dialect = kDialect;
  spec.rename = options.rename.value;
  spec.key = options.key.value;
  const std::string sql = sql_dialect::CreateTable(spec, schema).sql;
  const std::string head = "CREATE TABLE " + sql_dialect::QuoteIdentifier(kDialect, name);
  return "CREATE TABLE " + table.Quote(name) +
         sql.substr(head.size(), sql.find_last_of(')') + 1 - head.size());
}

ConfigError NoTable(const PostgresSinkOptions& options, const Connection& connection,
                    const std::string& create) {
  return ConfigError("{} has no table {} that the user may see", connection.address().name(),
                     Quoted(options.table.value))
      .Option(options.table.node.get())
      .Hint("set `create: true`, or create it: " + create);
}

// Whether the table, which may be new, takes rows in the mode that is asked for. Throws.
void CheckMode(const PostgresSinkOptions& options, const TableName& table,
               const TargetTable& target) {
  const Mode mode = options.mode();
  const std::string name = Quoted(options.table.value);
  if (mode == Mode::kUpsert) {
    std::vector<std::string> key;
    for (const std::string& column : options.key.value)
      key.push_back(sql_sink::NameInTable(options, column));
    sql_sink::CheckKey(options, target.target,
                       "CREATE UNIQUE INDEX ON " + table.quoted() + " (" + Joined(key) + ")");
  }
  if (mode != Mode::kReplace) return;
  if (!target.is_owned)
    throw EnvironmentError("only its owner {} can replace the table {}", target.owner, name)
        .Hint("connect as the owner, or as a member of that role; or use `mode: upsert`");
  if (target.ties.empty()) return;
  std::string ties;
  for (const std::string& tie : target.ties) ties += (ties.empty() ? "" : ", ") + tie;
  throw ConfigError("table {} cannot be replaced by another without losing {}", name, ties)
      .Option(options.table.node.get())
      .Hint("use `mode: upsert`");
}

// What the user has to be granted for a table that is there.
void CheckPrivileges(Connection& connection, const TableName& table, Mode mode,
                     const std::vector<BoundColumn>& columns) {
  if (mode == Mode::kReplace) return;
  const std::vector<std::string> names = sql_sink::Names(columns);
  CheckPrivilege(connection, table, "INSERT", names);
  if (mode == Mode::kAppend) return;
  CheckPrivilege(connection, table, "SELECT", names);
  const std::vector<std::string> key = sql_sink::KeyNames(columns);
  std::vector<std::string> values;
  for (const std::string& name : names)
    if (std::find(key.begin(), key.end(), name) == key.end()) values.push_back(name);
  if (!values.empty()) CheckPrivilege(connection, table, "UPDATE", values);
}

std::string DuplicateText(const ServerError& error) {
  return error.text + " (error " + error.code + ")";
}

// What the user knows of a connection that settles.
template <typename Body>
auto OnServer(Context& context, const PostgresSinkOptions& options, const Token& token,
              std::string_view doing, Body body) {
  Interrupter interrupter;
  WriteConnection connection(options.connection, context, interrupter);
  sql_sink::CheckPlace(token, PlaceOf(connection));
  try {
    return body(connection, TableName::Read(token.table));
  } catch (const StatementFailed& failed) {
    ThrowWriteError(failed, connection, context, doing);
  }
}

}  // namespace

PostgresSink::~PostgresSink() {
  copy_.reset();
  connection_.reset();
  if (!staged_) return;
  try {  // on a connection of its own: this one may be broken off
    Settle(*context_, &options_, token_.Write(), Decision::kAbort);
  } catch (const std::exception&) {
    // It has been claimed: whoever recovers the run removes it.
  }
}

void PostgresSink::Describe(const PostgresSinkOptions& options, Context&,
                            const std::vector<PlanInput>& inputs, Plan& plan) {
  sql_sink::CheckOptions(options, inputs.at(0).schema);
  AddressOf(options.connection);
  plan.SetMinimumMemory(kMinimumMemory);
}

// In a transaction that is never committed.
void PostgresSink::Check(const PostgresSinkOptions& options, Context& context,
                         const std::vector<PlanInput>& inputs, CheckReport& report) {
  const Schema& schema = inputs.at(0).schema;
  const std::string name = Quoted(options.table.value);
  Interrupter interrupter;
  WriteConnection connection(options.connection, context, interrupter);
  try {
    connection.Begin();
    const TableName table = TableName::Find(connection, options.table.value);
    const auto target = ReadTarget(connection, table, options.table.value);
    if (!target && !options.create)
      throw NoTable(options, connection, CreateSql(options, table, table.name, schema));
    const bool makes_tables =
        !target || options.mode() != Mode::kAppend || !HasMarkTable(connection, table);
    if (makes_tables) CheckMayCreate(connection, table);
    if (!target) return report.Checked(Format("table {} is not there and will be created", name));
    const auto columns = sql_sink::BindColumns(options, schema, target->target);
    CheckMode(options, table, *target);
    CheckPrivileges(connection, table, options.mode(), columns);
  } catch (const StatementFailed& failed) {
    ThrowWriteError(failed, connection, context, "look at the table " + options.table.value);
  }
  report.Checked(
      Format("table {} is there and takes {}", name, CountText(schema.size(), "column")));
}

template <typename Body>
auto PostgresSink::Guarded(std::string_view doing, Body body) {
  try {
    return body();
  } catch (const StatementFailed& failed) {
    ThrowWriteError(failed, *connection_, *context_,
                    std::string(doing) + " the table " + options_.table.value);
  }
}

void PostgresSink::Open(Context& context, const Schema& schema) {
  context_ = &context;
  sql_sink::CheckOptions(options_, schema);
  connection_ = std::make_unique<WriteConnection>(options_.connection, context, interrupter_);
  Guarded("open", [&] {
    table_ = TableName::Find(*connection_, options_.table.value);
    token_ = {options_.mode(),
              PlaceOf(*connection_),
              table_.written(),
              {},
              std::string(context.run_id()),
              std::string(context.step()),
              {},
              {}};
    if (token_.mode == Mode::kAppend) {
      EnsureMarkTable(*connection_, table_);
    } else {
      token_.staging = TableName::Beside(table_.name, token_.run_id);
      context.Claim(token_.Write());
    }
    Begin(schema);
  });
}

// Everything that follows is one transaction, a new table included.
void PostgresSink::Begin(const Schema& schema) {
  connection_->Begin();
  auto found = ReadTarget(*connection_, table_, options_.table.value);
  exists_ = found.has_value();
  const TargetTable target = found ? std::move(*found) : CreateTarget(schema);
  const auto columns = sql_sink::BindColumns(options_, schema, target.target);
  CheckMode(options_, table_, target);
  token_.columns = sql_sink::Names(columns);
  token_.key = sql_sink::KeyNames(columns);
  if (exists_) CheckPrivileges(*connection_, table_, token_.mode, columns);
  has_rules_ = target.has_rules || sql_sink::HasOtherUniqueIndex(columns, target.target);
  if (token_.mode != Mode::kAppend && exists_) Stage(target, columns);
  std::vector<WireColumn> wires;
  for (const BoundColumn& column : columns)
    wires.push_back(target.wires[target.IndexOf(column.target.field.name)]);
  const std::string into =
      token_.mode == Mode::kAppend ? table_.quoted() : table_.Quote(token_.staging);
  // Rows that are frozen are there also for those who began to read before the swap.
  copy_ = std::make_unique<CopyWriter>(
      *connection_, *context_, into + " (" + Joined(token_.columns) + ")",
      token_.mode == Mode::kReplace ? ", FREEZE" : "", columns, wires, options_.batch_rows);
}

// The target itself for append, else a staging table that will become it.
TargetTable PostgresSink::CreateTarget(const Schema& schema) {
  const std::string shown = CreateSql(options_, table_, table_.name, schema);
  if (!options_.create) throw NoTable(options_, *connection_, shown);
  TableName created = table_;
  if (token_.mode != Mode::kAppend) created.name = token_.staging;
  connection_->Execute(CreateSql(options_, table_, created.name, schema));
  context_->Log(ETL_LOG_INFO, "creates the table {}", options_.table.value);
  context_->Artifact("application/sql", shown + ";\n");
  auto target = ReadTarget(*connection_, created, options_.table.value);
  if (!target) throw EnvironmentError("the new table {} is not there", created.quoted());
  return std::move(*target);
}

void PostgresSink::Stage(const TargetTable& target, const std::vector<BoundColumn>& columns) {
  if (token_.mode == Mode::kReplace)
    return CreateLike(*connection_, table_, target, token_.staging);
  // Only the columns that come; the key's index is made when the rows are there.
  std::string sql;
  for (const BoundColumn& column : columns)
    sql += (sql.empty() ? "" : ", ") + target.definitions[target.IndexOf(column.target.field.name)];
  connection_->Execute("CREATE TABLE " + table_.Quote(token_.staging) + " (" + sql + ")");
}

void PostgresSink::Write(const RecordBatch& batch) {
  Guarded("load", [&] { copy_->Add(batch); });
}

std::string PostgresSink::Prepare() {
  Guarded("load", [&] { copy_->Flush(); });
  if (token_.mode != Mode::kAppend) Guarded("stage the rows of", [&] { CommitStaging(); });
  staged_ = false;  // from here on the token's
  return token_.Write();
}

void PostgresSink::CommitStaging() {
  const std::string staging = table_.Quote(token_.staging);
  try {
    if (exists_ && token_.mode == Mode::kReplace)
      AddIndexesLike(*connection_, table_, token_);
    else if (exists_)
      connection_->Execute("CREATE UNIQUE INDEX ON " + staging + " (" + Joined(token_.key) + ")");
  } catch (const StatementFailed& failed) {
    if (failed.error.code != "23505") throw;
    throw DataError("two rows have the same key: {}", context_->Mask(DuplicateText(failed.error)))
        .Hint("keep one of them, with a distinct or top step, or name more columns as the key");
  }
  // Without statistics, whoever reads next would guess.
  connection_->Execute("ANALYZE " + staging);
  staged_ = true;
  connection_->Commit();
  if (token_.mode == Mode::kUpsert && exists_ && has_rules_)
    RehearseUpsert(*connection_, table_, token_);
}

void PostgresSink::Commit() {
  Guarded("mark the rows of", [&] { InsertMark(*connection_, table_, token_); });
  const std::string server = connection_->address().name();
  std::string lost;
  try {
    return connection_->Commit();
  } catch (const StatementFailed& failed) {
    if (!failed.lost)
      ThrowWriteError(failed, *connection_, *context_,
                      "commit the rows of " + options_.table.value);
    lost = context_->Mask(failed.error.text);
    if (!failed.error.code.empty()) lost += " (error " + failed.error.code + ")";
  } catch (const Error& error) {  // a deadline, while the answer was awaited
    lost = error.what();
  }
  connection_.reset();
  throw UnknownOutcome("the connection to {} broke during COMMIT: {}", server, lost);
}

bool PostgresSink::Committed(Context& context, const PostgresSinkOptions& options,
                             std::string_view text) {
  const Token token = Token::Read(text);
  return OnServer(context, options, token, "look for the mark of run " + token.run_id,
                  [&](WriteConnection& connection, const TableName& table) {
                    return AskForMark(connection, table, token);
                  });
}

void PostgresSink::Settle(Context& context, const PostgresSinkOptions* options,
                          std::string_view text, Decision decision) {
  const Token token = Token::Read(text);
  if (token.mode == Mode::kAppend) return;  // gone with its connection
  const bool publishes = decision == Decision::kCommit;
  OnServer(context, *options, token,
           (publishes ? "publish the rows of the table " : "remove the staging table beside ") +
               token.table,
           [&](WriteConnection& connection, const TableName& table) {
             if (decision == Decision::kAbort)
               DropStaging(connection, table, token);
             else if (token.mode == Mode::kReplace)
               Swap(connection, table, token);
             else
               Upsert(connection, context, table, token);
           });
}

}  // namespace etl::postgres
