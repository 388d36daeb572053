// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/lookup.h"

#include <algorithm>
#include <chrono>

#include "plugins/postgres/discovery.h"
#include "plugins/postgres/prepared.h"
#include "plugins/postgres/snapshot.h"

namespace etl::postgres {
namespace {

using std::chrono::steady_clock;

// No text of the server's holds a NUL byte, nor can it be asked for one.
bool HasNul(const std::vector<Value>& row) {
  return std::any_of(row.begin(), row.end(), [](const Value& value) {
    return value.type == ETL_VALUE_TEXT && value.text.find('\0') != std::string::npos;
  });
}

class PostgresFetcher final : public lookup::Fetcher {
 public:
  PostgresFetcher(const PostgresOptions& options, Context& context, Interrupter& interrupter)
      : context_(context),
        snapshot_(options.connection, context, interrupter),
        prepared_(snapshot_.connection(), options, context) {}

  const sql_source::Selection& selection() const { return prepared_.selection; }

  bool Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows,
             const std::function<bool()>& has_room) override {
    sql_source::KeySet known = keys;
    std::erase_if(known.rows, HasNul);
    if (known.rows.empty()) return true;
    CopyReader reader = Send(known);
    std::int64_t bytes = 0;
    bool has_room_left = true;  // the rest of an answer must be read before the next question
    for (std::int64_t row = 0; reader.Next(); ++row) {
      if (row % kRowsPerCheck == 0) has_room_left = has_room_left && has_room();
      if (has_room_left) bytes += AppendRow(reader, positions_, row, rows);
    }
    context_.Metric("bytes", bytes);
    return has_room_left;
  }

 private:
  CopyReader Send(const sql_source::KeySet& keys) {
    const sql_source::Statement statement = selection().SelectKeys(keys);
    if (positions_.empty()) {
      positions_ = PositionsOf(selection().Columns({}), statement);
      columns_ = static_cast<std::size_t>(
          PQnfields(snapshot_.connection().Describe(statement.text).get()));
    }
    const auto started = steady_clock::now();
    CopyReader reader(snapshot_.connection(), statement.text, columns_);
    context_.Metric("queries");
    context_.Statement(
        selection().ShapeOf(keys),
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - started));
    return reader;
  }

  Context& context_;
  Snapshot snapshot_;
  Prepared prepared_;
  std::vector<Position> positions_;
  std::size_t columns_ = 0;  // of each result
};

}  // namespace

void PostgresLookup::Describe(const PostgresLookupOptions& options, Context& context,
                              const std::vector<PlanInput>& inputs, Plan& plan) {
  AddressOf(options.connection);
  sql_source::CheckOptions(options);
  DescribeLookup(options, options.schema, context, inputs, plan);
}

void PostgresLookup::Check(const PostgresLookupOptions& options, Context& context,
                           const std::vector<PlanInput>& inputs, CheckReport& report) {
  if (!CheckSource(options, context, report)) return;
  Interrupter interrupter;
  const PostgresFetcher fetcher(options, context, interrupter);
  CheckKeys(options, options.schema, context, inputs.at(0), fetcher.selection());
}

std::unique_ptr<lookup::Fetcher> PostgresLookup::Connect(Context& context) {
  auto fetcher = std::make_unique<PostgresFetcher>(options, context, interrupter_);
  CheckKeys(fetcher->selection());
  return fetcher;
}

}  // namespace etl::postgres
