// SPDX-License-Identifier: Apache-2.0
// What a real server makes of the names, literals and types.
#include <gtest/gtest.h>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/shared/sql_dialect/random_text.h"
#include "tests/support/mariadb/private_mariadb.h"

namespace etl::sql_dialect {
namespace {

using mariadb::PrivateMariaDb;

std::string Hex(std::string_view text) {
  std::string out;
  char digits[3];
  for (const char c : text) {
    std::snprintf(digits, sizeof digits, "%02X", static_cast<unsigned char>(c));
    out += digits;
  }
  return out;
}

class DialectServer : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new PrivateMariaDb; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  static std::string Quote(std::string_view name) { return QuoteIdentifier(Dialect::kMysql, name); }
  static inline PrivateMariaDb* server_ = nullptr;
};

TEST_F(DialectServer, EveryKeywordWorksAsANameInEverySqlMode) {
  const auto words = server_->Query(
      "SELECT word FROM information_schema.keywords WHERE word REGEXP '^[a-z]' "
      "UNION SELECT function FROM information_schema.sql_functions");
  ASSERT_GT(words.size(), 500u);
  for (const auto& row : words) {
    const std::string name = Quote(*row[0]);
    std::string statements;
    for (const char* mode : {"", "ANSI_QUOTES,IGNORE_SPACE", "ORACLE"})
      statements += Format(
          "SET sql_mode='{}'; CREATE TEMPORARY TABLE {} ({} INT); SELECT {} FROM {}; DROP "
          "TEMPORARY "
          "TABLE {};",
          mode, name, name, name, name, name);
    EXPECT_NO_THROW(server_->Execute(statements)) << *row[0];
  }
}

TEST_F(DialectServer, AnyNameComesBackAsItWas) {
  RandomText random(13);
  for (int table = 0; table < 10; ++table) {
    std::vector<std::string> names;
    std::string columns;
    while (names.size() < 200) {
      const std::string name = Format("{}_{}", names.size(), random.Next(kNamePieces, 12)) + "|";
      columns += (names.empty() ? "" : ", ") + Quote(name) + " INT";
      names.push_back(name);
    }
    server_->Execute("CREATE TABLE canary (id INT); CREATE TABLE t (" + columns + ")");
    const auto rows = server_->Query(
        "SELECT HEX(CONVERT(column_name USING utf8mb4)) FROM information_schema.columns "
        "WHERE table_schema = 'test' AND table_name = 't' ORDER BY ordinal_position");
    ASSERT_EQ(rows.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(*rows[i][0], Hex(names[i]));
    server_->Execute("DROP TABLE t; DROP TABLE canary");
  }
}

TEST_F(DialectServer, AnyTextMeansTheSameInEverySqlMode) {
  for (const char* mode : {"", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"}) {
    RandomText random(17);
    std::string values;
    std::vector<std::string> texts;
    for (int i = 0; i < 2000; ++i) {
      texts.push_back(random.Next(kTextPieces, 12));
      values += Format("{}({}, ", i ? ", " : "", i) +
                QuoteLiteral(Dialect::kMysql, {ETL_VALUE_TEXT, 0, 0, texts.back()}) + ")";
    }
    server_->Execute(
        Format("SET sql_mode='{}'; ", mode) +
        "CREATE TABLE t (id INT, v TEXT CHARACTER SET utf8mb4); INSERT INTO t VALUES " + values);
    const auto rows = server_->Query("SELECT HEX(v) FROM t ORDER BY id");
    ASSERT_EQ(rows.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(*rows[i][0], Hex(texts[i])) << mode;
    server_->Execute("DROP TABLE t");
  }
}

TEST_F(DialectServer, OtherLiteralsKeepTheirValue) {
  const auto literal = [](const Value& value) { return QuoteLiteral(Dialect::kMysql, value); };
  const auto select = [&](const std::string& expression) {
    return server_->Query("SELECT " + expression).at(0).at(0).value();
  };
  EXPECT_EQ(select(literal({ETL_VALUE_INT, INT64_MIN, 0, ""})), "-9223372036854775808");
  EXPECT_EQ(select(literal({ETL_VALUE_FLOAT, 0, 0.1, ""}) + " + 0.2e0 = 0.3e0"), "0");
  EXPECT_EQ(select(literal({ETL_VALUE_DATE, 11'016, 0, ""})), "2000-02-29");
  EXPECT_EQ(select(literal({ETL_VALUE_DECIMAL, 0, 0, "0.1"}) + " + 0.2 = 0.3"), "1");
}

// Tables at the edge of a row's size: what TypeNames allows, the server creates.
TEST_F(DialectServer, CreatesWhatTypeNamesAllows) {
  const auto create = [&](const std::vector<Field>& fields) {
    std::string columns = "id BIGINT NOT NULL AUTO_INCREMENT";
    const ColumnTypes types = TypeNames(Dialect::kMysql, fields);
    for (std::size_t i = 0; i < fields.size(); ++i) columns += Format(", c{} ", i) + types.types[i];
    server_->Execute("CREATE OR REPLACE TABLE t (" + columns +
                     ", PRIMARY KEY (id)) CHARACTER SET utf8mb4");
    return types.notes.size();
  };
  EXPECT_EQ(create({{"a", Utf8(), true, 16'383}, {"b", Int32()}}), 1u);
  EXPECT_EQ(create({{"a", Utf8(), true, 16'300}, {"b", Int32()}}), 0u);
  EXPECT_EQ(create({{"a", Utf8(), true, 8'000}, {"b", Utf8(), true, 8'000}}), 0u);
  EXPECT_GT(create(std::vector<Field>(190, {"c", Utf8(), true, 50})), 100u);
  EXPECT_EQ(create(std::vector<Field>(39, {"c", Utf8(), true, 50})), 0u);
  EXPECT_EQ(create(std::vector<Field>(190, {"c", Binary()})), 0u);
  EXPECT_EQ(create(std::vector<Field>(190, {"c", Utf8(), true, 64})), 0u);
  EXPECT_EQ(create(std::vector<Field>(900, {"c", Timestamp()})), 0u);
  EXPECT_EQ(create(std::vector<Field>(1016, {"c", Bool()})), 0u);
  EXPECT_EQ(create(std::vector<Field>(380, {"c", Decimal128(38, 30)})), 0u);
}

TEST_F(DialectServer, CreatesRandomTables) {
  RandomText random(19);
  for (int table = 0; table < 100; ++table) {
    std::vector<Field> fields;
    const int count = random.Below(150) + 1;
    for (int i = 0; i < count; ++i) {
      const DataType types[] = {Utf8(),   Utf8(),   Utf8(),   Utf8(),      Int32(),    Bool(),
                                UInt64(), Binary(), Date32(), Timestamp(), Duration(), Float64()};
      const int chars = random.Below(2) ? random.Below(300) : random.Below(20'000);
      fields.push_back({Format("c{}", i), types[random.Below(12)], true, chars});
    }
    std::string columns;
    const ColumnTypes types = TypeNames(Dialect::kMysql, fields);
    for (std::size_t i = 0; i < fields.size(); ++i)
      columns += (i ? ", " : "") + fields[i].name + " " + types.types[i];
    ASSERT_NO_THROW(
        server_->Execute("CREATE OR REPLACE TABLE t (" + columns + ") CHARACTER SET utf8mb4"));
  }
}

}  // namespace
}  // namespace etl::sql_dialect
