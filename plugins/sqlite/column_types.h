// SPDX-License-Identifier: Apache-2.0
// What SQLite's declared types mean, and what can be asked of columns that have them.
#pragma once

#include <string_view>

#include "plugins/shared/sql_source/relation.h"

namespace etl::sqlite {

// How SQLite converts what is stored in a column, by the rules of its documentation (datatype3).
enum class Affinity { kInteger, kText, kBlob, kReal, kNumeric };
Affinity AffinityOf(std::string_view declared);

// The field of a column as CREATE TABLE declares it. Every integer is a bigint: SQLite keeps 64
// bits in an INT. Type null where the declaration says nothing ("", "NUMERIC").
Field FieldOf(std::string_view name, std::string_view declared);

class SqliteRules final : public sql_source::Rules {
 public:
  // `utf8`: the database's encoding, so that BINARY compares UTF-8 bytes.
  explicit SqliteRules(bool utf8) : utf8_(utf8) {}

  sql_dialect::Dialect dialect() const override { return sql_dialect::Dialect::kSqlite; }
  bool Reads(const sql_source::SourceColumn& source, const Field& declared) const override;
  std::string OrderTerm(const sql_source::BoundColumn& column, const OrderKey& key) const override;
  sql_source::Comparable Compares(const sql_source::BoundColumn& column,
                                  etl_value_type value) const override;

 private:
  bool utf8_;
};

}  // namespace etl::sqlite
