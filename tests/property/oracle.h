// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>

#include "etl/record_batch.h"

namespace etl::property {

// Tables in an SQLite database in memory. Its comparison of text is the canonical one, by bytes,
// and it has nulls first.
class Oracle {
 public:
  Oracle();
  Oracle(const Oracle&) = delete;
  ~Oracle();

  // Makes the table anew, from integers, dates, bools, doubles and text.
  void Load(const std::string& table, const RecordBatch& rows);

  // The result in the form of etl::testing::Rows: a line per row, '|' between values, "null".
  std::string Query(const std::string& sql);
  std::int64_t Count(const std::string& sql) { return std::stoll(Query(sql)); }

 private:
  void Run(const std::string& sql);
  sqlite3_stmt* Prepare(const std::string& sql);
  void Require(bool fine);

  sqlite3* database_ = nullptr;
};

}  // namespace etl::property
