// SPDX-License-Identifier: Apache-2.0
// Which column of the table each column of the stream goes into, and whether its values can.
#pragma once

#include <string>
#include <vector>

#include "etl/schema.h"
#include "plugins/shared/sql_sink/options.h"

namespace etl::sql_sink {

// A column of the table, as the database describes it.
struct TargetColumn {
  // As a source reads it. Type null: any value goes.
  Field field;
  bool has_value = false;       // of its own, when a row brings none: a default, a counter
  bool generated = false;       // computed by the database: nobody may write it
  bool unwritable = false;      // of a type that no column of a stream has
  bool is_bits = false;         // a number in a type that reads text as bytes
  bool is_float32 = false;      // keeps half of a double's bits
  bool holds_infinity = false;  // and what is no number
  int fraction_digits = 6;      // of its seconds
};

struct UniqueIndex {
  std::string name;
  std::vector<std::string> columns;
};

struct Target {
  std::string name;  // as the user wrote it
  std::vector<TargetColumn> columns;
  std::vector<UniqueIndex> unique;
};

struct BoundColumn {
  Field field;  // of the stream
  TargetColumn target;
  bool in_key = false;
};

// One for each column of the stream, in its order. All that is wrong is in one message. Throws
// ConfigError.
std::vector<BoundColumn> BindColumns(const LoadOptions& options, const Schema& schema,
                                     const Target& target);

// Whether the key's columns are exactly those of a unique index. Throws ConfigError, with the
// statement that would create one (`quoted_table`: as in SQL).
void CheckKey(const LoadOptions& options, const Target& target, const std::string& index_sql);

// Unique indexes, beyond the key's, that a row of the stream could collide in.
bool HasOtherUniqueIndex(const std::vector<BoundColumn>& columns, const Target& target);

// Names in the table of all columns, or of those in the key or not in it.
std::vector<std::string> Names(const std::vector<BoundColumn>& columns);
std::vector<std::string> KeyNames(const std::vector<BoundColumn>& columns);

}  // namespace etl::sql_sink
