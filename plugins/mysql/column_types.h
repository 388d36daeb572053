// SPDX-License-Identifier: Apache-2.0
// What the server's column types become, and what can be asked of columns that have them.
#pragma once

#include <string>

#include "plugins/mysql/session.h"
#include "plugins/shared/sql_source/relation.h"

namespace etl::mysql {

// How the text protocol writes a column's values.
enum class Wire {
  kNull,
  kInteger,
  kYear,
  kBit,  // bytes of a number, the highest first
  kDecimal,
  kFloat,
  kDouble,
  kDate,
  kDateTime,
  kTimestamp,  // in the session's zone, which is UTC
  kTime,
  kText,
  kBinary
};
Wire WireOf(const ColumnInfo& column);
inline Wire WireOf(const sql_source::SourceColumn& column) {
  return static_cast<Wire>(column.storage);
}

// `sql_type`: as the server declares it; empty (of a query's column): made up from the protocol's.
sql_source::SourceColumn ColumnOf(const ColumnInfo& column, std::string sql_type);

class MysqlRules final : public sql_source::Rules {
 public:
  // `max_sort_length`: bytes of a value that the server sorts by.
  explicit MysqlRules(std::int64_t max_sort_length) : max_sort_length_(max_sort_length) {}

  sql_dialect::Dialect dialect() const override { return sql_dialect::Dialect::kMysql; }
  bool Reads(const sql_source::SourceColumn& source, const Field& declared) const override;
  std::string OrderTerm(const sql_source::BoundColumn& column, const OrderKey& key) const override;
  sql_source::Comparable Compares(const sql_source::BoundColumn& column,
                                  etl_value_type value) const override;
  // Whether the server sorts by the whole of such values.
  bool SortsWhole(const sql_source::SourceColumn& column) const;

 private:
  std::int64_t max_sort_length_;
};

}  // namespace etl::mysql
