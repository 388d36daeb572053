// SPDX-License-Identifier: Apache-2.0
// What becomes of rows whose run is decided: marks and upserts; a swap is a Replacement. All of it
// can be done twice.
#pragma once

#include "etl/context.h"
#include "plugins/postgres/target_table.h"
#include "plugins/postgres/write_connection.h"
#include "plugins/shared/sql_sink/token.h"

namespace etl::postgres {

// Whether the schema has a table of marks. Throws EnvironmentError if it may not be used.
bool HasMarkTable(Connection& connection, const TableName& table);
// The table of marks, beside the target: one row for each commit of a sink. In a transaction of its
// own.
void EnsureMarkTable(WriteConnection& connection, const TableName& table);
// In the open transaction. Forgets marks that nobody can ask for any more.
void InsertMark(WriteConnection& connection, const TableName& table, const sql_sink::Token& token);
// Whether the mark is there; once it was not it never will be. Throws EnvironmentError while the
// transaction is still open in the server.
bool AskForMark(WriteConnection& connection, const TableName& table, const sql_sink::Token& token);

// The staged rows are inserted, or update those with the same key; counts go into the metrics.
// Where the target is missing the staging table becomes it.
void Upsert(WriteConnection& connection, Context& context, const TableName& table,
            const sql_sink::Token& token);

// Does all of an upsert and takes it back, where the table has rules that a row could break. Once
// the run is decided it would be too late.
void RehearseUpsert(WriteConnection& connection, const TableName& table,
                    const sql_sink::Token& token);

void DropStaging(WriteConnection& connection, const TableName& table, const sql_sink::Token& token);

}  // namespace etl::postgres
