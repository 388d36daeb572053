// SPDX-License-Identifier: Apache-2.0
// What columns some records have, for somebody who has not declared them yet.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "etl/discovery.h"

namespace etl::json_records {

struct GuessedColumn {
  std::string name;
  std::string type;       // as a schema declares it
  std::string path = {};  // JSON pointer; empty: the name at the top
  bool nullable = false;  // a null was seen
  bool optional = false;  // some record lacks it
  std::string note = {};
};

// Looks at records and remembers what their fields were like. Objects become a column for each of
// their fields, lists a column of JSON text. One thread.
class RecordGuess {
 public:
  void Look(const simdjson::dom::object& record);
  // The records of an object of lists, `rows` long each: the values at one place are one record.
  void LookAtLists(const simdjson::dom::object& lists, std::int64_t rows);
  std::int64_t records() const { return root_.seen; }
  // In the order in which the fields were first seen, under names that expressions can use.
  std::vector<GuessedColumn> Columns() const;

 private:
  struct Field {
    std::string key;
    std::int64_t seen = 0, nulls = 0;
    unsigned kinds = 0;    // of values that were not null
    unsigned forms = ~0u;  // that all of the texts have
    bool negative = false, inexact = false;
    std::vector<Field> fields = {};
  };

  static void LookAt(Field& field, const simdjson::dom::element& value);
  static Field& FieldOf(Field& parent, std::string_view key, std::size_t expected);
  static void LookInto(Field& field, const simdjson::dom::object& object, int depth);
  static std::string TypeOf(const Field& field);
  static void AddColumns(const Field& parent, const std::string& path, const std::string& prefix,
                         bool optional, std::vector<GuessedColumn>& out);

  Field root_;
};

// Writes them as columns of the table that was begun last.
void WriteColumns(const std::vector<GuessedColumn>& columns, Discovery& out);

}  // namespace etl::json_records
