// SPDX-License-Identifier: Apache-2.0
// What a database says of a table or a query, and which of its columns become the stream's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/plan.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/shared/sql_source/options.h"

namespace etl::sql_source {

struct SourceColumn {
  // Named as in the database. Type null: the database does not say, so it must be declared.
  Field field;
  std::string read = {};        // SQL that reads it exactly; empty: its name
  int storage = 0;              // the database's own class of it: affinity, wire type
  std::int64_t max_bytes = -1;  // longest value as UTF-8; -1: unknown
  std::string hint = {};        // how to read it all the same, when its type cannot be
};

// A table of at most so many rows is small.
inline constexpr std::int64_t kSmallRows = 10'000;

struct Relation {
  std::vector<SourceColumn> columns;
  // SQL terms that together are different for any two rows, and never null. Empty: none is known.
  std::vector<std::string> key = {};
  std::optional<std::int64_t> rows = {};  // about so many
  bool is_small = false;                  // so small that it does not matter who sorts it
};

struct BoundColumn {
  Field field;                         // as the stream has it
  std::optional<SourceColumn> source;  // nullopt: declared optional, and not there: always null
};

// Up to which comparison a pushed condition only ever lets too many rows through. kLowerBound: as >
// and >= alone.
enum class Comparable { kNothing, kEquality, kLowerBound, kOrder };

// What a database can do with a column.
class Rules {
 public:
  virtual ~Rules() = default;

  virtual sql_dialect::Dialect dialect() const = 0;
  // Whether values of the column can be read as that type (a value may still not fit).
  virtual bool Reads(const SourceColumn& source, const Field& declared) const = 0;
  // The ORDER BY term, with direction and place of the nulls, that sorts as Order says: ints by
  // value, text by its UTF-8 bytes. Empty: there is none.
  virtual std::string OrderTerm(const BoundColumn& column, const OrderKey& key) const = 0;
  // Whether IS NULL is true of just the values that come as null.
  virtual bool TestsNull(const BoundColumn&) const { return true; }
  // With values of this type.
  virtual Comparable Compares(const BoundColumn& column, etl_value_type value) const = 0;
};

// The stream's columns: the declared ones, found under their names after `rename` and with types
// that can be read as declared; without a schema all. Throws ConfigError.
std::vector<BoundColumn> Bind(const SelectOptions& options, const Relation& relation,
                              const Rules& rules);

// All that keeps Bind from succeeding, where that finds the first.
std::vector<ConfigError> FindMisfits(const SelectOptions& options, const Relation& relation,
                                     const Rules& rules);

// Those of a scan, in its order; all for a scan that names none.
std::vector<BoundColumn> Project(const std::vector<BoundColumn>& columns, const Scan& scan);

Schema SchemaOf(const std::vector<BoundColumn>& columns);

// A hint: the nearest of the known names, or, with none near, what there is.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& known);

}  // namespace etl::sql_source
