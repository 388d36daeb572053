// SPDX-License-Identifier: Apache-2.0
// What the sources of SQL databases tell of a database, and of how a declared schema fits it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "etl/discovery.h"
#include "plugins/shared/sql_source/relation.h"

namespace etl::sql_source {

struct TableKey {
  bool primary = false;
  std::vector<std::string> columns = {};
};

struct TableReference {
  std::vector<std::string> columns = {};
  std::string table = {};
  std::vector<std::string> other_columns = {};
};

struct TableEntry {
  std::string name;  // as `table` says it
  std::string kind = "table";
  std::string query = {};                 // reads a table whose name `table` cannot say; else empty
  std::optional<std::int64_t> rows = {};  // about so many, if the catalogue says it
  std::vector<TableKey> keys = {};
  std::vector<TableReference> references = {};

  // For rows of a catalogue that come sorted: begins another key or reference where `id` is new.
  TableKey& KeyOf(const std::string& id, bool primary);
  TableReference& ReferenceOf(const std::string& id, const std::string& to);

 private:
  std::string last_key_ = {}, last_reference_ = {};
};

// One open database. For one thread.
class Catalog {
 public:
  virtual ~Catalog() = default;
  virtual std::string place() const = 0;  // for messages: "db1:3306"
  virtual std::vector<TableEntry> Tables() = 0;
  // Throws for what cannot be read, such as a view over what is gone.
  virtual Relation Read(const TableEntry& entry) = 0;
};

// Writes all tables, or the one of that name. Throws ConfigError if there is none of that name,
// DataError if there is none at all.
void DiscoverTables(Catalog& catalog, std::string_view wanted, Discovery& out);

// Holds the declared columns against those that are there. Everything that does not fit is
// reported.
void CheckRelation(const SelectOptions& options, const Relation& relation, const Rules& rules,
                   CheckReport& report);

// The options that read one table and nothing else of it.
template <typename Options>
Options OptionsOf(Options options, const TableEntry& entry) {
  options.table.value = entry.query.empty() ? entry.name : std::string();
  options.query.value = entry.query;
  options.where = {};
  options.rename = {};
  options.schema = {};
  return options;
}

// Writes a url, less its password, and the password as options of the connection. One that is
// given wins over the url's.
void WriteConnection(std::string_view url, std::string_view password, Discovery& out);

}  // namespace etl::sql_source
