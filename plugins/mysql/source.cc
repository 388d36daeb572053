// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/source.h"

#include "plugins/mysql/discovery.h"
#include "plugins/mysql/prepared.h"
#include "plugins/shared/sql_source/cell.h"
#include "plugins/shared/sql_source/discovery.h"

namespace etl::mysql {
namespace {

using sql_source::Statement;

class SessionPlanner final : public sql_source::Planner {
 public:
  explicit SessionPlanner(Session& session) : session_(session) {}
  void Check(const Statement& statement) override { session_.Check(statement.text); }
  bool ReadsInOrder(const Statement& statement) override {
    return session_.ReadsInOrder(statement.text);
  }

 private:
  Session& session_;
};

}  // namespace

void MysqlSource::Describe(const MysqlOptions& options, Context&, Plan& plan) {
  AddressOf(options.connection);
  sql_source::CheckOptions(options);
  if (!options.schema.empty()) plan.SetSchema(options.schema.schema());
}

void MysqlSource::MakeOffer(const MysqlOptions& options, Context& context, const Scan& wanted,
                            Offer& offer) {
  Interrupter interrupter;
  Session session(options.connection, context, interrupter);
  const Prepared prepared(session, options, context);
  SessionPlanner planner(session);
  prepared.selection.MakeOffer(wanted, planner, offer);
}

void MysqlSource::OptionsFor(std::string_view url, std::string_view password, Discovery& out) {
  MysqlOptions options;
  options.connection.url.value = url;
  AddressOf(options.connection);
  sql_source::WriteConnection(url, password, out);
}

void MysqlSource::Discover(const MysqlOptions& options, std::string_view table, Context& context,
                           Discovery& out) {
  DiscoverDatabase(options, table, context, out);
}

void MysqlSource::Check(const MysqlOptions& options, Context& context,
                        const std::vector<PlanInput>&, CheckReport& report) {
  CheckSource(options, context, report);
}

Schema MysqlSource::Open(Context& context) {
  context_ = &context;
  session_ = std::make_unique<Session>(options_.connection, context, interrupter_);
  const Prepared prepared(*session_, options_, context);
  const Statement statement = prepared.selection.Select(scan_);
  const auto started = std::chrono::steady_clock::now();
  session_->Start(statement.text);
  context.Statement(statement.text, std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::steady_clock::now() - started));
  context.Metric("queries");
  const std::vector<sql_source::BoundColumn> columns = prepared.selection.Columns(scan_);
  const std::vector<ColumnInfo> result = session_->columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int index = statement.positions[i];
    Position& position = positions_.emplace_back();
    if (index < 0) continue;
    const Wire wire = WireOf(result.at(static_cast<std::size_t>(index)));
    position = {index, wire, DecoderOf(wire, columns[i].field.type)};
  }
  return sql_source::SchemaOf(columns);
}

ReadStatus MysqlSource::Read(RecordBatchBuilder& batch) {
  std::int64_t bytes = 0;
  while (!ended_ && !batch.full()) {
    ended_ = !session_->Fetch();
    if (ended_) break;
    const std::int64_t rows = batch.num_rows();
    try {
      bytes += AppendRow(batch);
    } catch (const DataError& error) {
      batch.Truncate(rows);
      context_->Reject(error, RowText(batch.schema()));
    }
    ++row_;
  }
  context_->Metric("bytes", bytes);
  return ended_ ? ReadStatus::kEnd : ReadStatus::kMore;
}

std::int64_t MysqlSource::AppendRow(RecordBatchBuilder& batch) {
  std::int64_t bytes = 0;
  const char* const* values = session_->values();
  const unsigned long* lengths = session_->lengths();
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const Position& position = positions_[i];
    ColumnBuilder& column = batch.column(static_cast<int>(i));
    if (position.index < 0 || !values[position.index]) {
      column.AppendNull();
      continue;
    }
    const std::string_view text(values[position.index], lengths[position.index]);
    const Field& field = batch.schema()[static_cast<int>(i)];
    if (!position.decode(text, field, row_, column)) ThrowBadCell(position.wire, text, field, row_);
    bytes += static_cast<std::int64_t>(text.size());
  }
  return bytes;
}

std::string MysqlSource::RowText(const Schema& schema) const {
  std::string text;
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const int index = positions_[i].index;
    const char* value = index < 0 ? nullptr : session_->values()[index];
    sql_source::AddToText(text, schema[static_cast<int>(i)].name, value,
                          value ? session_->lengths()[index] : 0);
  }
  return text;
}

std::string MysqlSource::Locate(std::int64_t row) { return sql_source::RowName(row); }

}  // namespace etl::mysql
