// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/error.h"
#include "etl/schema.h"
#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::sql_dialect {

struct TableSpec {
  std::string table;
  Dialect dialect = Dialect::kMysql;
  std::string primary_key;  // a counter of the table's own; empty: none
  std::vector<std::pair<std::string, std::string>> rename;  // column → its name in the table
  std::vector<std::string> key = {};  // columns, by their names before `rename`, that are the key
};

struct Statement {
  std::string sql;                 // one column a line, ends with ";" and a line break
  std::vector<std::string> notes;  // what is not as the schema says, and why
};

// CREATE TABLE for rows of this schema. Throws ConfigError for a name or type that the database
// cannot have, two columns of one name (databases ignore the case of ASCII letters, at least), a
// rename of no column, a key that is none of the columns or has no length, and a table without
// columns.
Statement CreateTable(const TableSpec& spec, const Schema& schema);

// An option names a column that is none of the schema; with the one that was probably meant.
ConfigError NoSuchColumn(const char* option, const std::string& column, const Schema& schema);

}  // namespace etl::sql_dialect
