// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "etl/context.h"
#include "plugins/postgres/cell.h"
#include "plugins/postgres/copy_reader.h"
#include "plugins/postgres/table_info.h"
#include "plugins/shared/sql_source/selection.h"

namespace etl::postgres {

// What is read over an open connection, with all that a selection refers to. The options, the
// connection and the context outlive it.
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

// Where a column of the stream is in the result, and how its values are read there.
struct Position {
  int index = -1;  // -1: nowhere, it is always null
  Wire wire = Wire::kText;
  CellDecoder decode = nullptr;
};

inline std::vector<Position> PositionsOf(const std::vector<sql_source::BoundColumn>& columns,
                                         const sql_source::Statement& statement) {
  std::vector<Position> positions;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Position& position = positions.emplace_back();
    if (!columns[i].source) continue;
    position.index = statement.positions[i];
    position.wire = WireOf(*columns[i].source);
    position.decode = DecoderOf(position.wire, columns[i].field.type);
  }
  return positions;
}

// Appends the reader's row, number `row`, and returns its bytes. Throws DataError for a value that
// does not fit.
inline std::int64_t AppendRow(const CopyReader& reader, const std::vector<Position>& positions,
                              std::int64_t row, RecordBatchBuilder& batch) {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const Position& position = positions[i];
    ColumnBuilder& column = batch.column(static_cast<int>(i));
    const Cell cell =
        position.index < 0 ? Cell{nullptr, 0} : reader.cell(std::size_t(position.index));
    if (!cell.data) {
      column.AppendNull();
      continue;
    }
    const Field& field = batch.schema()[static_cast<int>(i)];
    if (!position.decode(cell.bytes(), field, row, column))
      ThrowBadCell(position.wire, cell.bytes(), field, row);
    bytes += static_cast<std::int64_t>(cell.size);
  }
  return bytes;
}

}  // namespace etl::postgres
