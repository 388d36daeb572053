// SPDX-License-Identifier: Apache-2.0
// What becomes of prepared rows. A staging table is dropped in the transaction that uses it: where
// it is gone, all is done, so that everything can be done twice.
#pragma once

#include <cstdint>

#include "plugins/shared/sql_sink/token.h"
#include "plugins/sqlite/target_table.h"

namespace etl::sqlite {

struct Counts {
  std::int64_t inserted = 0, updated = 0, unchanged = 0;
};

// Everything but COMMIT, in the open transaction: replaces the table's rows, or upserts. Throws
// DataError if a rule of the table forbids it.
Counts Apply(WriteDatabase& database, const sql_sink::Token& token);

// Applies and drops the staging table; nullopt: it was done before.
std::optional<Counts> Publish(WriteDatabase& database, const sql_sink::Token& token);

void DropStaging(WriteDatabase& database, const sql_sink::Token& token);

// The row by which a transaction is found again.
void EnsureMarkTable(WriteDatabase& database);
void InsertMark(WriteDatabase& database, const sql_sink::Token& token);
bool HasMark(WriteDatabase& database, const sql_sink::Token& token);

}  // namespace etl::sqlite
