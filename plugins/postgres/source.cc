// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/source.h"

#include <algorithm>
#include <chrono>

#include "plugins/postgres/discovery.h"
#include "plugins/postgres/prepared.h"
#include "plugins/shared/sql_source/cell.h"
#include "plugins/shared/sql_source/discovery.h"

namespace etl::postgres {
namespace {

using sql_source::Statement;

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
  positions_ = PositionsOf(columns, statement);
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
    if (!ended_) bytes += AppendRow(*reader_, positions_, row_++, batch);
  }
  context_->Metric("bytes", bytes);
  return ended_ ? ReadStatus::kEnd : ReadStatus::kMore;
}

std::string PostgresSource::Locate(std::int64_t row) { return sql_source::RowName(row); }

}  // namespace etl::postgres
