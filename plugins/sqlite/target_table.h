// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/shared/sql_sink/binding.h"
#include "plugins/sqlite/write_database.h"

namespace etl::sqlite {

// A table that rows are loaded into.
struct TargetTable {
  sql_sink::Target target;
  std::string name;                      // as it was created
  std::vector<std::string> definitions;  // of its columns, in the same order, for a staging table
  // A row of the right types could still break a rule: a check, a trigger, a foreign key, an index
  // over a part of the rows or over an expression.
  bool has_rules = false;
};

// nullopt: there is no such table. Throws ConfigError for a view.
std::optional<TargetTable> ReadTarget(WriteDatabase& database, const std::string& written);

}  // namespace etl::sqlite
