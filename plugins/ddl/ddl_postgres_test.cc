// SPDX-License-Identifier: Apache-2.0
// What a real PostgreSQL makes of the statements: its catalogue must say what was meant.
#include <gtest/gtest.h>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/create_table.h"
#include "plugins/shared/sql_dialect/random_text.h"
#include "tests/support/postgres/private_postgres.h"

namespace etl::ddl {
namespace {

using postgres_server::PrivatePostgres;
using postgres_server::Row;
using sql_dialect::CreateTable;
using sql_dialect::Dialect;
using sql_dialect::RandomText;
using sql_dialect::Statement;
using sql_dialect::TableSpec;

class DdlPostgres : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new PrivatePostgres; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  // Name, type, whether it may not be null, and "d" for a counter, of each column of all tables.
  static std::vector<Row> Columns() {
    return server_->Query(
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull, attidentity FROM "
        "pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = "
        "'public'::regnamespace AND relkind = 'r' AND attnum > 0 ORDER BY attnum");
  }
  static inline PrivatePostgres* server_ = nullptr;
};

TEST_F(DdlPostgres, HasEveryTypeAsMeant) {
  const Statement statement =
      CreateTable({"user_active_status", Dialect::kPostgres, "id", {{"firstname", "First"}}},
                  {{"firstname", Utf8(), true, 50},
                   {"lastname", Utf8(), false, 50},
                   {"place", Utf8()},
                   {"active", Bool()},
                   {"i", Int32()},
                   {"l", Int64()},
                   {"u", UInt64()},
                   {"f", Float64()},
                   {"d", Decimal128(38, 30)},
                   {"b", Binary()},
                   {"day", Date32()},
                   {"at", Timestamp()},
                   {"utc", TimestampUtc(), false},
                   {"span", Duration()}});
  server_->Execute(statement.sql);
  EXPECT_EQ(Columns(), (std::vector<Row>{{"id", "bigint", "t", "d"},
                                         {"First", "character varying(50)", "f", ""},
                                         {"lastname", "character varying(50)", "t", ""},
                                         {"place", "text", "f", ""},
                                         {"active", "boolean", "f", ""},
                                         {"i", "integer", "f", ""},
                                         {"l", "bigint", "f", ""},
                                         {"u", "numeric(20,0)", "f", ""},
                                         {"f", "double precision", "f", ""},
                                         {"d", "numeric(38,30)", "f", ""},
                                         {"b", "bytea", "f", ""},
                                         {"day", "date", "f", ""},
                                         {"at", "timestamp without time zone", "f", ""},
                                         {"utc", "timestamp with time zone", "t", ""},
                                         {"span", "interval", "f", ""}}));
  server_->Execute(
      "INSERT INTO user_active_status (lastname, utc, u, span) VALUES ('x', now(), "
      "18446744073709551615, '-838:59:59')");
  EXPECT_EQ(server_->Query("SELECT id, span FROM user_active_status"),
            (std::vector<Row>{{"1", "-838:59:59"}}));
  server_->Execute("DROP TABLE user_active_status");
}

// Names of any kind for the table, the key and the columns; nothing else in the database changes.
TEST_F(DdlPostgres, HasEveryNameAsMeant) {
  RandomText random(37);
  server_->Execute("CREATE SCHEMA other; CREATE TABLE other.canary (id int)");
  for (int i = 0; i < 60; ++i) {
    TableSpec spec{random.Next(sql_dialect::kNamePieces, 8) + "_t",
                   Dialect::kPostgres,
                   "k" + random.Next(sql_dialect::kNamePieces, 8) + ".",
                   {}};
    std::vector<Field> fields;
    std::vector<std::string> names{spec.primary_key};
    for (int column = 0; column < 10; ++column) {
      names.push_back(Format("{}|", column) + random.Next(sql_dialect::kNamePieces, 8) + ";");
      fields.push_back({names.back(), Int32()});
    }
    const std::string sql = CreateTable(spec, Schema(fields)).sql;
    ASSERT_NO_THROW(server_->Execute(sql)) << sql;
    std::vector<std::string> read;
    for (const Row& row : Columns()) read.push_back(*row[0]);
    EXPECT_EQ(read, names);
    EXPECT_EQ(server_->Query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                             "'public'::regnamespace"),
              (std::vector<Row>{{spec.table}}));
    server_->Execute("DROP TABLE " + QuoteIdentifier(Dialect::kPostgres, spec.table));
  }
  EXPECT_EQ(server_->Query("SELECT count(*) FROM pg_class WHERE relnamespace = "
                           "'other'::regnamespace"),
            (std::vector<Row>{{"1"}}));
}

}  // namespace
}  // namespace etl::ddl
