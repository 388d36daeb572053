// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/source.h"

#include <algorithm>
#include <chrono>

#include "plugins/postgres/discovery.h"
#include "plugins/postgres/table_info.h"
#include "plugins/shared/sql_source/cell.h"
#include "plugins/shared/sql_source/discovery.h"
#include "plugins/shared/sql_source/selection.h"

namespace etl::postgres {
namespace {

using sql_source::Statement;

struct Prepared {
  Prepared(Connection& connection, const PostgresOptions& options, Context& context)
      : rules(RulesOf(connection)),
        param([&context](std::string_view name) { return context.Param(name); }),
        selection(Select(connection, options)) {}
  Prepared(const Prepared&) = delete;

  PostgresRules rules;
  sql_source::ParamLookup param;
  sql_source::Selection selection;

 private:
  sql_source::Selection Select(Connection& connection, const PostgresOptions& options) const {
    sql_source::SelectInput input = sql_source::InputOf(options, rules, QuoteTable);
    sql_source::Relation relation = ReadRelation(connection, options, input, rules, param);
    return {options,
            std::move(input),
            std::move(relation),
            rules,
            param,
            sql_source::Values::kLiterals};
  }
};

class SnapshotPlanner final : public sql_source::Planner {
 public:
  explicit SnapshotPlanner(Snapshot& snapshot) : snapshot_(snapshot) {}
  void Check(const Statement& statement) override { snapshot_.Check(statement.text); }
  bool ReadsInOrder(const Statement& statement) override {
    return snapshot_.ReadsInOrder(statement.text);
  }

 private:
  Snapshot& snapshot_;
};

}  // namespace

void PostgresSource::Describe(const PostgresOptions& options, Context&, Plan& plan) {
  AddressOf(options.connection);
  sql_source::CheckOptions(options);
  if (!options.schema.empty()) plan.SetSchema(options.schema.schema());
}

void PostgresSource::MakeOffer(const PostgresOptions& options, Context& context, const Scan& wanted,
                               Offer& offer) {
  Interrupter interrupter;
  Snapshot snapshot(options.connection, context, interrupter);
  const Prepared prepared(snapshot.connection(), options, context);
  SnapshotPlanner planner(snapshot);
  prepared.selection.MakeOffer(wanted, planner, offer);
}

void PostgresSource::OptionsFor(std::string_view url, std::string_view password, Discovery& out) {
  PostgresOptions options;
  options.connection.url.value = url;
  AddressOf(options.connection);
  sql_source::WriteConnection(url, password, out);
}

void PostgresSource::Discover(const PostgresOptions& options, std::string_view table,
                              Context& context, Discovery& out) {
  DiscoverDatabase(options, table, context, out);
}

void PostgresSource::Check(const PostgresOptions& options, Context& context,
                           const std::vector<PlanInput>&, CheckReport& report) {
  CheckSource(options, context, report);
}

Schema PostgresSource::Open(Context& context) {
  context_ = &context;
  snapshot_ = std::make_unique<Snapshot>(options_.connection, context, interrupter_);
  const Prepared prepared(snapshot_->connection(), options_, context);
  const Statement statement = prepared.selection.Select(scan_);
  const std::vector<sql_source::BoundColumn> columns = prepared.selection.Columns(scan_);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Position& position = positions_.emplace_back();
    if (!columns[i].source) continue;
    position.index = statement.positions[i];
    position.wire = WireOf(*columns[i].source);
    position.decode = DecoderOf(position.wire, columns[i].field.type);
  }
  const Result result = snapshot_->connection().Describe(statement.text);
  Start(statement.text, static_cast<std::size_t>(PQnfields(result.get())));
  return sql_source::SchemaOf(columns);
}

void PostgresSource::Start(const std::string& query, std::size_t columns) {
  const auto begin = std::chrono::steady_clock::now();
  reader_.emplace(snapshot_->connection(), query, columns);
  const auto took = std::chrono::steady_clock::now() - begin;
  context_->Metric("queries");
  context_->Statement(query, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

ReadStatus PostgresSource::Read(RecordBatchBuilder& batch) {
  std::int64_t bytes = 0;
  while (!ended_ && !batch.full()) {
    ended_ = !reader_->Next();
    if (!ended_) bytes += AppendRow(batch), ++row_;
  }
  context_->Metric("bytes", bytes);
  return ended_ ? ReadStatus::kEnd : ReadStatus::kMore;
}

std::int64_t PostgresSource::AppendRow(RecordBatchBuilder& batch) {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const Position& position = positions_[i];
    ColumnBuilder& column = batch.column(static_cast<int>(i));
    const Cell cell =
        position.index < 0 ? Cell{nullptr, 0} : reader_->cell(std::size_t(position.index));
    if (!cell.data) {
      column.AppendNull();
      continue;
    }
    const Field& field = batch.schema()[static_cast<int>(i)];
    if (!position.decode(cell.bytes(), field, row_, column))
      ThrowBadCell(position.wire, cell.bytes(), field, row_);
    bytes += static_cast<std::int64_t>(cell.size);
  }
  return bytes;
}

std::string PostgresSource::Locate(std::int64_t row) { return sql_source::RowName(row); }

}  // namespace etl::postgres
