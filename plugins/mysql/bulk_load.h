// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/context.h"
#include "plugins/mysql/write_session.h"
#include "plugins/shared/sql_sink/row_text.h"

namespace etl::mysql {

// Puts rows into a table: by LOAD DATA LOCAL from memory where the server allows it, else by
// INSERTs of many rows. Text is made while the server works on what it has got already. Whatever
// the server complains of is an error: LOAD DATA alone would skip rows and cut values. One thread.
class BulkLoad {
 public:
  // `table`: as in SQL. `key`: for the message if a key comes twice; may be empty.
  BulkLoad(WriteSession& session, Context& context, std::string table,
           std::vector<sql_sink::BoundColumn> columns, std::vector<std::string> key,
           std::int64_t batch_rows);

  // Throws DataError with row and column, EnvironmentError, StatementFailed if the connection
  // broke.
  void Add(RecordBatch batch);
  void Flush();

 private:
  struct Place {  // of the next row to send
    std::size_t batch = 0;
    std::int64_t row = 0;
  };

  bool AppendNext(Place& place, std::string& out) const;
  std::int64_t StreamRow(const Place& place) const;
  bool TryLoad();
  void Insert();
  void CheckDone(const Done& done, std::int64_t first_row, std::int64_t rows);
  [[noreturn]] void Refuse(unsigned code, const std::string& text, std::int64_t first_row,
                           std::int64_t row_in_statement) const;

  WriteSession& session_;
  Context& context_;
  std::string table_;
  std::vector<sql_sink::BoundColumn> columns_;
  std::vector<std::string> key_;
  std::int64_t batch_rows_, max_packet_ = 0;
  bool can_load_ = false;
  std::string load_sql_, insert_sql_;
  sql_sink::RowText tabs_, literals_;
  std::vector<RecordBatch> held_;
  std::int64_t rows_before_ = 0, held_rows_ = 0;
};

// Batches that are held before they are sent.
inline constexpr std::int64_t kHeldBatches = 8;

}  // namespace etl::mysql
