// SPDX-License-Identifier: Apache-2.0
// What a real server makes of the statements: its information_schema must say what was meant.
#include <gtest/gtest.h>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/create_table.h"
#include "plugins/shared/sql_dialect/random_text.h"
#include "tests/support/mariadb/private_mariadb.h"

namespace etl::ddl {
namespace {

using mariadb::Row;
using sql_dialect::CreateTable;
using sql_dialect::RandomText;
using sql_dialect::Statement;
using sql_dialect::TableSpec;

class DdlServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new mariadb::PrivateMariaDb; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  // Name, type, "YES" if it may be null, key and extra of each column of the only table.
  static std::vector<Row> Columns() {
    return server_->Query(
        "SELECT column_name, column_type, is_nullable, column_key, extra FROM "
        "information_schema.columns WHERE table_schema = 'test' ORDER BY ordinal_position");
  }
  static inline mariadb::PrivateMariaDb* server_ = nullptr;
};

TEST_F(DdlServer, HasEveryTypeAsMeant) {
  const Statement statement = CreateTable(
      {"user_active_status", sql_dialect::Dialect::kMysql, "id", {{"firstname", "first_name"}}},
      {{"firstname", Utf8(), true, 50},
       {"lastname", Utf8(), false, 50},
       {"place", Utf8()},
       {"long", Utf8(), true, 20'000},
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
  EXPECT_EQ(Columns(), (std::vector<Row>{{"id", "int(11)", "NO", "PRI", "auto_increment"},
                                         {"first_name", "varchar(50)", "YES", "", ""},
                                         {"lastname", "varchar(50)", "NO", "", ""},
                                         {"place", "text", "YES", "", ""},
                                         {"long", "mediumtext", "YES", "", ""},
                                         {"active", "tinyint(1)", "YES", "", ""},
                                         {"i", "int(11)", "YES", "", ""},
                                         {"l", "bigint(20)", "YES", "", ""},
                                         {"u", "bigint(20) unsigned", "YES", "", ""},
                                         {"f", "double", "YES", "", ""},
                                         {"d", "decimal(38,30)", "YES", "", ""},
                                         {"b", "longblob", "YES", "", ""},
                                         {"day", "date", "YES", "", ""},
                                         {"at", "datetime(6)", "YES", "", ""},
                                         {"utc", "datetime(6)", "NO", "", ""},
                                         {"span", "time(6)", "YES", "", ""}}));
  server_->Execute("DROP TABLE user_active_status");
}

// Names of any kind for the table, the key and the columns; nothing else in the database changes.
TEST_F(DdlServer, HasEveryNameAsMeant) {
  RandomText random(37);
  server_->Execute("CREATE DATABASE other; CREATE TABLE other.canary (id INT)");
  for (int i = 0; i < 200; ++i) {
    TableSpec spec{random.Next(sql_dialect::kNamePieces, 8) + "_t",
                   sql_dialect::Dialect::kMysql,
                   "k" + random.Next(sql_dialect::kNamePieces, 8) + ".",
                   {}};
    std::vector<Field> fields;
    std::vector<std::string> names{spec.primary_key};
    for (int column = 0; column < 10; ++column) {
      names.push_back(Format("{}|", column) + random.Next(sql_dialect::kNamePieces, 8) + ";");
      fields.push_back({names.back(), Int32()});
    }
    const std::string sql = CreateTable(spec, Schema(fields)).sql;
    ASSERT_NO_THROW(server_->Execute("SET default_storage_engine=MEMORY; " + sql)) << sql;
    std::vector<std::string> read;
    for (const Row& row : Columns()) read.push_back(*row[0]);
    EXPECT_EQ(read, names);
    EXPECT_EQ(server_->Query("SELECT table_name FROM information_schema.tables "
                             "WHERE table_schema = 'test'"),
              (std::vector<Row>{{spec.table}}));
    server_->Execute("DROP TABLE " + QuoteIdentifier(sql_dialect::Dialect::kMysql, spec.table));
  }
  EXPECT_EQ(
      server_->Query("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'other'"),
      (std::vector<Row>{{"1"}}));
}

}  // namespace
}  // namespace etl::ddl
