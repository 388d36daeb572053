// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/lookup.h"

#include <chrono>

#include "plugins/mysql/cell.h"
#include "plugins/mysql/discovery.h"
#include "plugins/mysql/prepared.h"

namespace etl::mysql {
namespace {

using std::chrono::steady_clock;

// Where a column is in the result, and how its values are read there.
struct Position {
  int index = -1;  // -1: nowhere, it is always null
  Wire wire = Wire::kNull;
  CellDecoder decode = nullptr;
};

class MysqlFetcher final : public lookup::Fetcher {
 public:
  MysqlFetcher(const MysqlOptions& options, Context& context, Interrupter& interrupter)
      : context_(context),
        session_(options.connection, context, interrupter),
        prepared_(session_, options, context) {}

  const sql_source::Selection& selection() const { return prepared_.selection; }

  bool Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows,
             const std::function<bool()>& has_room) override {
    Send(keys);
    std::int64_t bytes = 0;
    bool has_room_left = true;  // the rest of an answer must be read before the next question
    const std::vector<Position> positions = Positions(rows.schema());
    for (std::int64_t row = 0; session_.Fetch(); ++row) {
      if (row % kRowsPerCheck == 0) has_room_left = has_room_left && has_room();
      if (has_room_left) bytes += AppendRow(positions, row, rows);
    }
    context_.Metric("bytes", bytes);
    return has_room_left;
  }

 private:
  void Send(const sql_source::KeySet& keys) {
    statement_ = selection().SelectKeys(keys);
    const auto started = steady_clock::now();
    session_.Start(statement_.text);
    context_.Metric("queries");
    context_.Statement(
        selection().ShapeOf(keys),
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - started));
  }

  std::vector<Position> Positions(const Schema& schema) const {
    std::vector<Position> positions;
    const std::vector<ColumnInfo> result = session_.columns();
    for (int i = 0; i < schema.size(); ++i) {
      const int index = statement_.positions[static_cast<std::size_t>(i)];
      Position& position = positions.emplace_back();
      if (index < 0) continue;
      const Wire wire = WireOf(result.at(static_cast<std::size_t>(index)));
      position = {index, wire, DecoderOf(wire, schema[i].type)};
    }
    return positions;
  }

  std::int64_t AppendRow(const std::vector<Position>& positions, std::int64_t row,
                         RecordBatchBuilder& rows) {
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const Position& position = positions[i];
      ColumnBuilder& column = rows.column(static_cast<int>(i));
      if (position.index < 0 || !session_.values()[position.index]) {
        column.AppendNull();
        continue;
      }
      const std::string_view text(session_.values()[position.index],
                                  session_.lengths()[position.index]);
      const Field& field = rows.schema()[static_cast<int>(i)];
      if (!position.decode(text, field, row, column)) ThrowBadCell(position.wire, text, field, row);
      bytes += static_cast<std::int64_t>(text.size());
    }
    return bytes;
  }

  Context& context_;
  Session session_;
  Prepared prepared_;
  sql_source::Statement statement_;
};

}  // namespace

void MysqlLookup::Describe(const MysqlLookupOptions& options, Context& context,
                           const std::vector<PlanInput>& inputs, Plan& plan) {
  AddressOf(options.connection);
  sql_source::CheckOptions(options);
  DescribeLookup(options, options.schema, context, inputs, plan);
}

void MysqlLookup::Check(const MysqlLookupOptions& options, Context& context,
                        const std::vector<PlanInput>& inputs, CheckReport& report) {
  if (!CheckSource(options, context, report)) return;
  Interrupter interrupter;
  const MysqlFetcher fetcher(options, context, interrupter);
  CheckKeys(options, options.schema, context, inputs.at(0), fetcher.selection());
}

std::unique_ptr<lookup::Fetcher> MysqlLookup::Connect(Context& context) {
  auto fetcher = std::make_unique<MysqlFetcher>(options, context, interrupter_);
  CheckKeys(fetcher->selection());
  return fetcher;
}

}  // namespace etl::mysql
