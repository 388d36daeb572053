// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/schema.h"
#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::ddl {

struct TableSpec {
  std::string table;
  sql_dialect::Dialect dialect = sql_dialect::Dialect::kMysql;
  std::string primary_key;  // a counter of the table's own; empty: none
  std::vector<std::pair<std::string, std::string>> rename;  // column → its name in the table
};

struct Statement {
  std::string sql;                 // one column a line, ends with ";" and a line break
  std::vector<std::string> notes;  // what is not as the schema says, and why
};

// CREATE TABLE for rows of this schema. Throws ConfigError for a name or type that the database
// cannot have, two columns of one name (databases ignore the case of ASCII letters, at least), a
// rename of no column, and a table without columns.
Statement CreateTable(const TableSpec& spec, const Schema& schema);

}  // namespace etl::ddl
