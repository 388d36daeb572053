// SPDX-License-Identifier: Apache-2.0
// A table that is made to take another's place.
#pragma once

#include <string>

#include "plugins/postgres/target_table.h"
#include "plugins/postgres/write_connection.h"
#include "plugins/shared/sql_sink/token.h"

namespace etl::postgres {

// In the open transaction: an empty table like the target, but without its indexes: columns,
// defaults, checks, owner, who may do what with it.
void CreateLike(WriteConnection& connection, const TableName& table, const TargetTable& target,
                const std::string& staging);

// In the same transaction, when its rows are there: the target's indexes and keys, which name what
// rows they refuse, and statistics.
void AddIndexesLike(WriteConnection& connection, const TableName& table,
                    const sql_sink::Token& token);

// The staging table becomes the table, in a transaction of its own; nothing if there is none any
// more. The target may be missing.
void Swap(WriteConnection& connection, const TableName& table, const sql_sink::Token& token);

// In the open transaction: gives the staging table the name of the target, which is not there.
void Rename(WriteConnection& connection, const TableName& table, const sql_sink::Token& token);

}  // namespace etl::postgres
