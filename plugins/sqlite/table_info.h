// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plugins/shared/sql_source/select.h"
#include "plugins/sqlite/column_types.h"
#include "plugins/sqlite/database.h"

namespace etl::sqlite {

SqliteRules RulesOf(Database& database);

// The columns of the table or query; of a table also its key and, after ANALYZE, its size. Throws
// ConfigError if there is no such table.
sql_source::Relation ReadRelation(Database& database, const SqliteOptions& options,
                                  const sql_source::SelectInput& input,
                                  const sql_source::Rules& rules,
                                  const sql_source::ParamLookup& param);

}  // namespace etl::sqlite
