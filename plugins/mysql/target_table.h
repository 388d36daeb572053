// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/mysql/write_session.h"
#include "plugins/shared/sql_sink/binding.h"

namespace etl::mysql {

// "table" or "database.table", as a user writes it, taken apart.
struct TableName {
  TableName(std::string_view written, std::string database);

  // With another table's name in the same database, for SQL.
  std::string Quote(std::string_view other) const;
  std::string quoted() const { return Quote(name); }
  // " WHERE TABLE_SCHEMA = ... AND TABLE_NAME = ..." for that table of the same database.
  std::string Condition(std::string_view other) const;

  std::string database, name;
};

// A table that rows are loaded into.
struct TargetTable {
  sql_sink::Target target;
  std::vector<std::string> definitions;  // of its columns, in the same order, for a staging table
  std::string engine;
  bool transactional = false;
  std::vector<std::string> ties;  // what a swap would tear: foreign keys, triggers
  bool has_checks = false;
};

// nullopt: there is no such table. Throws ConfigError for a view.
std::optional<TargetTable> ReadTarget(Session& session, const std::string& written,
                                      const TableName& name);

// Where the tables of a session are, for tokens.
std::string PlaceOf(const Session& session);

}  // namespace etl::mysql
