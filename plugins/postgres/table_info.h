// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plugins/postgres/column_types.h"
#include "plugins/postgres/snapshot.h"
#include "plugins/shared/sql_source/select.h"

namespace etl::postgres {

PostgresRules RulesOf(Connection& connection);

// "schema.table" or "table", each part quoted where it must be.
std::string QuoteTable(std::string_view name);

// The columns of the table or query; of a table also its primary key, or else the first unique key
// without nulls, and its size as the server guesses it. Throws ConfigError if there is no such
// table.
sql_source::Relation ReadRelation(Connection& connection, const PostgresOptions& options,
                                  const sql_source::SelectInput& input, const PostgresRules& rules,
                                  const sql_source::ParamLookup& param);

}  // namespace etl::postgres
