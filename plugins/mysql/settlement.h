// SPDX-License-Identifier: Apache-2.0
// What becomes of prepared rows: marks, swaps, upserts. All of it can be done twice.
#pragma once

#include <string>

#include "etl/context.h"
#include "plugins/mysql/target_table.h"
#include "plugins/mysql/write_session.h"
#include "plugins/shared/sql_sink/token.h"

namespace etl::mysql {

// The table of marks, beside the target: one row for each commit of a sink.
void EnsureMarkTable(WriteSession& session, const TableName& table);
// In the open transaction. A mark that is there already is StatementFailed with ER_DUP_ENTRY.
// Forgets marks that nobody can ask for any more.
void InsertMark(WriteSession& session, const TableName& table, const sql_sink::Token& token);
// Whether the mark is there; once it was not it never will be. Throws EnvironmentError while the
// transaction is still open in the server.
bool AskForMark(WriteSession& session, const TableName& table, const sql_sink::Token& token);

// The staging table becomes the table.
void Swap(WriteSession& session, const TableName& table, const sql_sink::Token& token);

// The staged rows are inserted, or update those with the same key; counts go into the metrics.
void Upsert(WriteSession& session, Context& context, const TableName& table,
            const sql_sink::Token& token);

// Does all of an upsert and takes it back, where the table has rules that a row could break:
// another unique index, a foreign key, a check, a trigger. Once the run is decided it would be too
// late.
void RehearseUpsert(WriteSession& session, const TableName& table, const sql_sink::Token& token);

void DropStaging(WriteSession& session, const TableName& table, const sql_sink::Token& token);

}  // namespace etl::mysql
