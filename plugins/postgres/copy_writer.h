// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etl/context.h"
#include "plugins/postgres/cell_encoder.h"
#include "plugins/postgres/write_connection.h"
#include "plugins/shared/sql_sink/row_text.h"

namespace etl::postgres {

// Puts rows into a table by COPY ... FROM STDIN, in the open transaction: in the binary format if
// all of the columns have one that is known here, else as text. The server works on what it has got
// while more is made. One thread.
class CopyWriter {
 public:
  // `into`: "schema.table (a, b)". `options`: more of COPY's, such as ", FREEZE". `wires`: of the
  // columns.
  CopyWriter(WriteConnection& connection, Context& context, const std::string& into,
             const std::string& options, std::vector<sql_sink::BoundColumn> columns,
             const std::vector<WireColumn>& wires, std::int64_t batch_rows);

  // Throws DataError with row and column, StatementFailed where it is not about a row.
  void Add(const RecordBatch& batch);
  // Ends the statement: what the server complains of comes out here.
  void Flush();

  std::int64_t rows() const { return rows_; }

 private:
  void Begin();
  void AppendRow(const RecordBatch& batch, std::int64_t row);
  [[noreturn]] void Refuse(const StatementFailed& failed) const;

  WriteConnection& connection_;
  Context& context_;
  std::vector<sql_sink::BoundColumn> columns_;
  std::vector<CellEncoder> encoders_;
  std::optional<sql_sink::RowText> text_;  // none: binary
  std::string sql_, buffer_;
  std::int64_t batch_rows_, rows_ = 0, first_row_ = 0;
  bool open_ = false;
};

}  // namespace etl::postgres
