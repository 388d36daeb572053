// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/source.h"

#include "plugins/shared/sql_source/cell.h"
#include "plugins/sqlite/cell.h"
#include "plugins/sqlite/table_info.h"

namespace etl::sqlite {
namespace {

using sql_source::Acceptance;
using sql_source::BoundColumn;
using sql_source::Statement;

// What the plan and the run both begin with: the table as it is, and the stream's columns in it.
struct Prepared {
  Prepared(Database& database, const SqliteOptions& options, Context& context)
      : rules(RulesOf(database)),
        input(sql_source::InputOf(options, rules,
                                  [](std::string_view name) {
                                    return sql_dialect::QuoteIdentifier(
                                        sql_dialect::Dialect::kSqlite, name);
                                  })),
        param([&context](std::string_view name) { return context.Param(name); }),
        relation(ReadRelation(database, options, input, rules, param)),
        columns(sql_source::Bind(options, relation, rules)) {}

  Statement Select(const Scan& scan, sql_source::Values values) const {
    return sql_source::BuildSelect(input, columns, relation, rules, scan, param, values);
  }

  SqliteRules rules;
  sql_source::SelectInput input;
  sql_source::ParamLookup param;
  sql_source::Relation relation;
  std::vector<BoundColumn> columns;
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
  const Acceptance accepted = sql_source::Accept(prepared.input, prepared.columns,
                                                 prepared.relation, prepared.rules, wanted);
  if (accepted.columns) offer.AcceptColumns();
  for (const std::size_t i : accepted.predicates) offer.AcceptPredicate(i);
  if (accepted.order > 0) offer.AcceptOrder(accepted.order);
  if (accepted.tie) offer.AcceptTie();
  if (accepted.limit) offer.AcceptLimit();
  const Statement bound = prepared.Select(accepted.scan, sql_source::Values::kBound);
  database.Prepare(bound.text, bound.values);  // so that a mistake in it shows now
  offer.SetSchema(sql_source::SchemaOf(sql_source::Project(prepared.columns, accepted.scan)));
  offer.SetExplain(prepared.Select(accepted.scan, sql_source::Values::kLiterals).text);
  if (prepared.relation.rows) offer.SetEstimate(*prepared.relation.rows);
}

Schema SqliteSource::Open(Context& context) {
  database_ = std::make_unique<Database>(options_.connection, cancelled_);
  const Prepared prepared(*database_, options_, context);
  Statement statement = prepared.Select(scan_, sql_source::Values::kBound);
  positions_ = std::move(statement.positions);
  cursor_.emplace(database_->Prepare(statement.text, statement.values));
  context.Metric("queries");
  return sql_source::SchemaOf(sql_source::Project(prepared.columns, scan_));
}

ReadStatus SqliteSource::Read(RecordBatchBuilder& batch) {
  while (!batch.full()) {
    if (!cursor_->Step()) return ReadStatus::kEnd;
    AppendRow(batch);
    ++row_;
  }
  return ReadStatus::kMore;
}

void SqliteSource::AppendRow(RecordBatchBuilder& batch) {
  const Schema& schema = batch.schema();
  for (int i = 0; i < schema.size(); ++i)
    AppendCell(cursor_->get(), positions_[static_cast<std::size_t>(i)], schema[i], row_,
               batch.column(i));
}

std::string SqliteSource::Locate(std::int64_t row) { return sql_source::RowName(row); }

}  // namespace etl::sqlite
