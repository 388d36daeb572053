// SPDX-License-Identifier: Apache-2.0
// What the server's column types become, and what can be asked of columns that have them.
#pragma once

#include <string>

#include "plugins/shared/sql_source/relation.h"

namespace etl::postgres {

// How the binary format holds a column's values.
enum class Wire {
  kBool,
  kInteger,
  kOid,
  kReal,
  kDouble,
  kNumeric,
  kDate,
  kTime,
  kTimestamp,
  kTimestampTz,
  kInterval,
  kText,         // text, varchar, name
  kTextByBytes,  // one whose collation sorts by bytes
  kPaddedText,   // char(n), filled up with blanks
  kLabel,        // of an enum
  kJson,
  kJsonb,
  kUuid,
  kBinary,
  kComposite,  // asked for as text, as all that follow
  kOther
};
inline Wire WireOf(const sql_source::SourceColumn& column) {
  return static_cast<Wire>(column.storage);
}

// A column of a table or query in the words of the catalogue.
struct ColumnInfo {
  std::string name;
  std::string type;  // "character varying(50)"
  unsigned oid = 0;
  int modifier = -1;
  char kind = 'b';  // pg_type.typtype
  bool not_null = false, sorts_by_bytes = false;
};
sql_source::SourceColumn ColumnOf(const ColumnInfo& column);

class PostgresRules final : public sql_source::Rules {
 public:
  // `utf8`: the server keeps texts in UTF-8, so that their bytes are ours.
  explicit PostgresRules(bool utf8) : utf8_(utf8) {}

  sql_dialect::Dialect dialect() const override { return sql_dialect::Dialect::kPostgres; }
  bool Reads(const sql_source::SourceColumn& source, const Field& declared) const override;
  std::string OrderTerm(const sql_source::BoundColumn& column, const OrderKey& key) const override;
  bool TestsNull(const sql_source::BoundColumn& column) const override;
  sql_source::Comparable Compares(const sql_source::BoundColumn& column,
                                  etl_value_type value) const override;

 private:
  bool utf8_;
};

}  // namespace etl::postgres
