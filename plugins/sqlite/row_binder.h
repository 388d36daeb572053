// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "etl/record_batch.h"
#include "plugins/shared/sql_sink/binding.h"
#include "plugins/sqlite/write_database.h"

namespace etl::sqlite {

// Binds the values of one row, each checked against its column: SQLite itself would keep anything.
// Throws DataError with column, without row. The batch must outlive the next step of the statement.
void BindRow(WriteDatabase& database, sqlite3_stmt* statement,
             const std::vector<sql_sink::BoundColumn>& columns, const RecordBatch& batch,
             std::int64_t row);

}  // namespace etl::sqlite
