// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/source.h"

#include "plugins/shared/sql_source/cell.h"
#include "plugins/sqlite/cell.h"
#include "plugins/sqlite/discovery.h"
#include "plugins/sqlite/prepared.h"

namespace etl::sqlite {
namespace {

using sql_source::Statement;

class DatabasePlanner final : public sql_source::Planner {
 public:
  explicit DatabasePlanner(Database& database) : database_(database) {}
  void Check(const Statement& statement) override {
    database_.Prepare(statement.text, statement.values);
  }
  bool ReadsInOrder(const Statement& statement) override {
    Cursor plan = database_.Prepare("EXPLAIN QUERY PLAN " + statement.text, statement.values);
    while (plan.Step()) {
      const std::string_view step = plan.Text(3);  // id, parent, unused, detail
      const auto has = [&](const char* words) { return step.find(words) != step.npos; };
      // An index of which every entry leads to a row elsewhere is read slower than a table sorted.
      if (has("TEMP B-TREE") || (step.starts_with("SCAN") && has(" USING INDEX "))) return false;
    }
    return true;
  }

 private:
  Database& database_;
};

}  // namespace

void SqliteSource::Describe(const SqliteOptions& options, Context&, Plan& plan) {
  PathOf(options.connection);
  sql_source::CheckOptions(options);
  if (!options.schema.empty()) plan.SetSchema(options.schema.schema());
}

void SqliteSource::MakeOffer(const SqliteOptions& options, Context& context, const Scan& wanted,
                             Offer& offer) {
  const std::atomic<bool> cancelled = false;
  Database database(options.connection, cancelled);
  const Prepared prepared(database, options, context);
  DatabasePlanner planner(database);
  prepared.selection.MakeOffer(wanted, planner, offer);
}

void SqliteSource::OptionsFor(std::string_view url, std::string_view, Discovery& out) {
  const bool is_url = url.starts_with("sqlite:");
  out.Option("connection.url", is_url ? std::string(url) : "sqlite:" + std::string(url));
}

void SqliteSource::Discover(const SqliteOptions& options, std::string_view table, Context& context,
                            Discovery& out) {
  DiscoverDatabase(options, table, context, out);
}

void SqliteSource::Check(const SqliteOptions& options, Context& context,
                         const std::vector<PlanInput>&, CheckReport& report) {
  CheckSource(options, context, report);
}

Schema SqliteSource::Open(Context& context) {
  context_ = &context;
  database_ = std::make_unique<Database>(options_.connection, cancelled_);
  const Prepared prepared(*database_, options_, context);
  Statement statement = prepared.selection.Select(scan_);
  positions_ = std::move(statement.positions);
  cursor_.emplace(database_->Prepare(statement.text, statement.values));
  statement_ = std::move(statement.text);
  context.Metric("queries");
  return sql_source::SchemaOf(prepared.selection.Columns(scan_));
}

ReadStatus SqliteSource::Read(RecordBatchBuilder& batch) {
  while (!batch.full()) {
    if (!Step()) return ReadStatus::kEnd;
    const std::int64_t rows = batch.num_rows();
    try {
      AppendRow(batch);
    } catch (const DataError& error) {
      batch.Truncate(rows);
      context_->Reject(error, RowText(batch.schema()));
    }
    ++row_;
  }
  return ReadStatus::kMore;
}

// SQLite works on a statement only when its rows are asked for.
bool SqliteSource::Step() {
  if (statement_.empty()) return cursor_->Step();
  const auto started = std::chrono::steady_clock::now();
  const bool has_row = cursor_->Step();
  context_->Statement(std::exchange(statement_, {}),
                      std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::steady_clock::now() - started));
  return has_row;
}

void SqliteSource::AppendRow(RecordBatchBuilder& batch) {
  const Schema& schema = batch.schema();
  for (int i = 0; i < schema.size(); ++i)
    AppendCell(cursor_->get(), positions_[static_cast<std::size_t>(i)], schema[i], row_,
               batch.column(i));
}

std::string SqliteSource::RowText(const Schema& schema) {
  std::string text;
  for (int i = 0; i < schema.size(); ++i) {
    const int position = positions_[static_cast<std::size_t>(i)];
    const auto* value = position < 0 ? nullptr : sqlite3_column_text(cursor_->get(), position);
    sql_source::AddToText(
        text, schema[i].name, reinterpret_cast<const char*>(value),
        value ? static_cast<std::size_t>(sqlite3_column_bytes(cursor_->get(), position)) : 0);
  }
  return text;
}

std::string SqliteSource::Locate(std::int64_t row) { return sql_source::RowName(row); }

}  // namespace etl::sqlite
