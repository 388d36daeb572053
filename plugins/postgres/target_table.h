// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/postgres/cell_encoder.h"
#include "plugins/postgres/connection.h"
#include "plugins/shared/sql_sink/binding.h"

namespace etl::postgres {

// A table in its schema.
struct TableName {
  // "table", in the schema where it is found or would be created, or "schema.table".
  static TableName Find(Connection& connection, const std::string& written);
  // As written() gives it.
  static TableName Read(const std::string& written);
  std::string written() const { return schema + "." + name; }

  // Another name in the same schema, for SQL.
  std::string Quote(std::string_view other) const;
  std::string quoted() const { return Quote(name); }
  // A name beside the table's that no other run gives, within the server's 63 bytes.
  static std::string Beside(const std::string& name, const std::string& run_id);

  std::string schema, name;
};

// A table that rows are loaded into.
struct TargetTable {
  sql_sink::Target target;
  // Of its columns, in the same order:
  std::vector<WireColumn> wires;
  std::vector<std::string> definitions;  // for a staging table
  std::vector<std::string> differences;  // "t.a IS DISTINCT FROM s.a", to the byte

  std::vector<std::string>
      ties;                // what would be lost with the table: views, foreign keys, triggers
  bool has_rules = false;  // that a row could break: checks, foreign keys, triggers
  std::string owner;
  bool is_owned = true;  // the user may do what its owner may

  std::size_t IndexOf(const std::string& column) const;
};

// nullopt: there is no such table. Throws ConfigError for what is none. `shown`: its name for
// messages.
std::optional<TargetTable> ReadTarget(Connection& connection, const TableName& name,
                                      const std::string& shown);

bool Exists(Connection& connection, const TableName& table, const std::string& name);

// Before a row moves. Throws EnvironmentError if the user may not `privilege` ("INSERT") the table
// or, with `columns`, one of them.
void CheckPrivilege(Connection& connection, const TableName& table, const char* privilege,
                    const std::vector<std::string>& columns = {});

// Throws EnvironmentError if the user may not create tables beside it.
void CheckMayCreate(Connection& connection, const TableName& table);

// Where the tables of a connection are, for tokens.
std::string PlaceOf(const Connection& connection);

}  // namespace etl::postgres
