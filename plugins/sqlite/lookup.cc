// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/lookup.h"

#include <chrono>

#include "plugins/sqlite/cell.h"
#include "plugins/sqlite/discovery.h"
#include "plugins/sqlite/prepared.h"

namespace etl::sqlite {
namespace {

using std::chrono::steady_clock;

class SqliteFetcher final : public lookup::Fetcher {
 public:
  SqliteFetcher(const SqliteOptions& options, Context& context, const std::atomic<bool>& cancelled)
      : context_(context),
        database_(options.connection, cancelled),
        prepared_(database_, options, context) {}

  const sql_source::Selection& selection() const { return prepared_.selection; }

  bool Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows,
             const std::function<bool()>& has_room) override {
    const auto started = steady_clock::now();
    const sql_source::Statement statement = selection().SelectKeys(keys);
    Cursor cursor = database_.Prepare(statement.text, statement.values);
    context_.Metric("queries");
    bool has_row = cursor.Step();
    context_.Statement(
        selection().ShapeOf(keys),
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - started));
    for (std::int64_t row = 0; has_row; has_row = cursor.Step(), ++row) {
      if (row % kRowsPerCheck == 0 && !has_room()) return false;
      const Schema& schema = rows.schema();
      for (int i = 0; i < schema.size(); ++i)
        AppendCell(cursor.get(), statement.positions[static_cast<std::size_t>(i)], schema[i], row,
                   rows.column(i));
    }
    return true;
  }

 private:
  Context& context_;
  Database database_;
  Prepared prepared_;
};

}  // namespace

void SqliteLookup::Describe(const SqliteLookupOptions& options, Context& context,
                            const std::vector<PlanInput>& inputs, Plan& plan) {
  PathOf(options.connection);
  sql_source::CheckOptions(options);
  DescribeLookup(options, options.schema, context, inputs, plan);
}

void SqliteLookup::Check(const SqliteLookupOptions& options, Context& context,
                         const std::vector<PlanInput>& inputs, CheckReport& report) {
  if (!CheckSource(options, context, report)) return;
  const std::atomic<bool> interrupter = false;
  const SqliteFetcher fetcher(options, context, interrupter);
  CheckKeys(options, options.schema, context, inputs.at(0), fetcher.selection());
}

std::unique_ptr<lookup::Fetcher> SqliteLookup::Connect(Context& context) {
  auto fetcher = std::make_unique<SqliteFetcher>(options, context, cancelled_);
  CheckKeys(fetcher->selection());
  return fetcher;
}

}  // namespace etl::sqlite
