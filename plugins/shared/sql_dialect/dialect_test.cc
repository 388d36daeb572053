// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_dialect/dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <limits>
#include <memory>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/random_text.h"

namespace etl::sql_dialect {
namespace {

constexpr Dialect kMysql = Dialect::kMysql, kSqlite = Dialect::kSqlite,
                  kPostgres = Dialect::kPostgres;

Value TextValue(std::string text) { return {ETL_VALUE_TEXT, 0, 0, std::move(text)}; }

// What is said of it.
template <typename Make>
std::string Refusal(const Make& make) {
  try {
    make();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing";
}

std::string Refusal(Dialect dialect, std::string_view name) {
  return Refusal([&] { QuoteIdentifier(dialect, name); });
}

std::string Refusal(Dialect dialect, const Value& value) {
  return Refusal([&] { QuoteLiteral(dialect, value); });
}

class Sqlite {
 public:
  Sqlite() {
    sqlite3* db = nullptr;
    sqlite3_open(":memory:", &db);
    db_.reset(db);
  }
  // The first column of the first row, as bytes; an exception with SQLite's words if it fails.
  std::string First(const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
      throw std::runtime_error(std::string(sqlite3_errmsg(db_.get())) + ": " + sql);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    const int status = sqlite3_step(raw);
    if (status == SQLITE_DONE) return "";
    if (status != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(db_.get()));
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(raw, 0));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(raw, 0))) : "";
  }

 private:
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> db_{nullptr, sqlite3_close};
};

TEST(QuoteIdentifier, QuotesWhatNeedsIt) {
  EXPECT_EQ(QuoteIdentifier(kMysql, "last_name"), "last_name");
  EXPECT_EQ(QuoteIdentifier(kMysql, "Select"), "`Select`");
  EXPECT_EQ(QuoteIdentifier(kMysql, "a`b"), "`a``b`");
  EXPECT_EQ(QuoteIdentifier(kMysql, "1a"), "`1a`");
  EXPECT_EQ(QuoteIdentifier(kMysql, "internal.id"), "`internal.id`");
  EXPECT_EQ(QuoteIdentifier(kMysql, "count"), "`count`");
  EXPECT_EQ(QuoteIdentifier(kMysql, "date"), "date");
  EXPECT_EQ(QuoteIdentifier(kMysql, "größe"), "`größe`");
  EXPECT_EQ(QuoteIdentifier(kSqlite, "a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(QuoteIdentifier(kSqlite, "a`b"), "\"a`b\"");
  EXPECT_EQ(QuoteIdentifier(kSqlite, "index"), "\"index\"");
  EXPECT_EQ(QuoteIdentifier(kSqlite, "😀 "), "\"😀 \"");
  EXPECT_EQ(QuoteIdentifier(kPostgres, "last_name"), "last_name");
  EXPECT_EQ(QuoteIdentifier(kPostgres, "LastName"), "\"LastName\"");
  EXPECT_EQ(QuoteIdentifier(kPostgres, "user"), "\"user\"");
  EXPECT_EQ(QuoteIdentifier(kPostgres, "a\"b"), "\"a\"\"b\"");
}

TEST(QuoteIdentifier, RefusesWhatTheDatabaseCannotHave) {
  for (Dialect dialect : {kMysql, kSqlite, kPostgres}) {
    EXPECT_EQ(Refusal(dialect, ""), "a name in SQL cannot be empty");
    EXPECT_EQ(Refusal(dialect, std::string_view("a\0b", 3)),
              "a name in SQL cannot hold a NUL byte: 'a\\x00b'");
    for (const char* name : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe4\xb8"})
      EXPECT_EQ(Refusal(dialect, name), "a name in SQL must be valid UTF-8");
  }
  std::string accents;
  for (int i = 0; i < 64; ++i) accents += "é";
  EXPECT_EQ(QuoteIdentifier(kMysql, accents), "`" + accents + "`");
  EXPECT_THROW(QuoteIdentifier(kMysql, accents + "a"), ConfigError);
  EXPECT_THROW(QuoteIdentifier(kMysql, "a "), ConfigError);
  EXPECT_THROW(QuoteIdentifier(kMysql, "😀"), ConfigError);
  EXPECT_NO_THROW(QuoteIdentifier(kSqlite, accents + accents));
}

TEST(QuoteIdentifier, EverySqliteKeywordWorksAsAName) {
  Sqlite db;
  for (int i = 0; i < sqlite3_keyword_count(); ++i) {
    const char* word = nullptr;
    int length = 0;
    ASSERT_EQ(sqlite3_keyword_name(i, &word, &length), SQLITE_OK);
    const std::string name(word, static_cast<std::size_t>(length));
    EXPECT_NE(QuoteIdentifier(kSqlite, name), name);
  }
}

TEST(QuoteIdentifier, AnySqliteNameComesBackAsItWas) {
  Sqlite db;
  RandomText random(7);
  for (int i = 0; i < 2000; ++i) {
    const std::string column = random.Next(kNamePieces, 12);
    db.First("CREATE TABLE t (" + QuoteIdentifier(kSqlite, column) + " INT)");
    EXPECT_EQ(db.First("SELECT name FROM pragma_table_info('t')"), column);
    db.First("DROP TABLE t");
  }
}

TEST(QuoteLiteral, WritesEachKind) {
  EXPECT_EQ(QuoteLiteral(kMysql, {}), "NULL");
  EXPECT_EQ(QuoteLiteral(kMysql, {ETL_VALUE_BOOL, 1, 0, ""}), "1");
  EXPECT_EQ(QuoteLiteral(kMysql, {ETL_VALUE_INT, INT64_MIN, 0, ""}), "-9223372036854775808");
  EXPECT_EQ(QuoteLiteral(kMysql, {ETL_VALUE_FLOAT, 0, 0.1, ""}), "0.1e0");
  EXPECT_EQ(QuoteLiteral(kMysql, {ETL_VALUE_FLOAT, 0, 1e300, ""}), "1e+300");
  EXPECT_EQ(QuoteLiteral(kMysql, {ETL_VALUE_DATE, 17199, 0, ""}), "DATE'2017-02-02'");
  EXPECT_EQ(QuoteLiteral(kSqlite, {ETL_VALUE_DATE, 17199, 0, ""}), "'2017-02-02'");
  EXPECT_EQ(QuoteLiteral(kMysql, {ETL_VALUE_DECIMAL, 0, 0, "-12.50"}), "-12.50");
  EXPECT_EQ(QuoteLiteral(kMysql, TextValue("O'Neil")), "'O''Neil'");
  EXPECT_EQ(QuoteLiteral(kMysql, TextValue("a\\")), "_utf8mb4 X'615C'");
  EXPECT_EQ(QuoteLiteral(kSqlite, TextValue("a\\")), "'a\\'");
  EXPECT_EQ(QuoteLiteral(kPostgres, TextValue("O'Neil\\")), "E'O''Neil\\\\'");
  EXPECT_EQ(QuoteLiteral(kPostgres, {ETL_VALUE_BOOL, 1, 0, ""}), "TRUE");
  EXPECT_EQ(QuoteLiteral(kPostgres, {ETL_VALUE_INT, -5, 0, ""}), "(-5)");
  EXPECT_EQ(QuoteLiteral(kPostgres, {ETL_VALUE_FLOAT, 0, 0.1, ""}), "float8'0.1'");
  EXPECT_EQ(QuoteLiteral(kSqlite, TextValue(std::string("a\0b", 3))), "('a'||char(0)||'b')");
}

TEST(Dialect, IsOneOfThree) {
  EXPECT_EQ(ParseDialect("sqlite"), kSqlite);
  EXPECT_EQ(Refusal([] { ParseDialect("oracle"); }), "unknown SQL dialect 'oracle'");
}

TEST(QuoteLiteral, RefusesWhatHasNone) {
  for (double value : {std::nan(""), HUGE_VAL, -HUGE_VAL})
    EXPECT_THAT(Refusal(kMysql, {ETL_VALUE_FLOAT, 0, value, ""}),
                testing::HasSubstr("SQL has no literal for the number "));
  for (const char* text : {"", "-", "1.", ".5", "1e5", "1;", "1 2", "--1", "1.2.3"})
    EXPECT_EQ(Refusal(kSqlite, {ETL_VALUE_DECIMAL, 0, 0, text}),
              Format("not a decimal number: '{}'", text));
  EXPECT_THAT(Refusal(kMysql, TextValue("\xff")),
              testing::HasSubstr("a text in SQL must be valid UTF-8: "));
  EXPECT_EQ(Refusal(kPostgres, TextValue(std::string("a\0b", 3))),
            "a text in postgres cannot hold a NUL byte: 'a\\x00b'");
  for (const std::int64_t day : {4'000'000, -1'000'000})
    EXPECT_EQ(
        Refusal(kMysql, {ETL_VALUE_DATE, day, 0, ""}),
        Format("a date in SQL lies in the years 1 to 9999, this one is day {} from 1970", day));
}

TEST(QuoteLiteral, AnySqliteTextComesBackAsItWas) {
  Sqlite db;
  RandomText random(11);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random.Next(kTextPieces, 12);
    EXPECT_EQ(db.First("SELECT " + QuoteLiteral(kSqlite, TextValue(text))), text);
  }
}

TEST(TypeName, NamesEachType) {
  const auto mysql = [](const Field& field) { return TypeName(kMysql, field); };
  EXPECT_EQ(mysql({"c", Bool()}), "TINYINT(1)");
  EXPECT_EQ(mysql({"c", UInt64()}), "BIGINT UNSIGNED");
  EXPECT_EQ(mysql({"c", Decimal128(12, 2)}), "DECIMAL(12,2)");
  EXPECT_EQ(mysql({"c", Utf8()}), "TEXT");
  EXPECT_EQ(mysql({"c", Utf8(), true, 50}), "VARCHAR(50)");
  EXPECT_EQ(mysql({"c", Utf8(), true, 16'383}), "VARCHAR(16383)");
  EXPECT_EQ(mysql({"c", Utf8(), true, 16'384}), "MEDIUMTEXT");
  EXPECT_EQ(mysql({"c", Utf8(), true, 5'000'000}), "LONGTEXT");
  EXPECT_EQ(mysql({"c", Binary()}), "LONGBLOB");
  EXPECT_EQ(mysql({"c", Timestamp()}), "DATETIME(6)");
  EXPECT_EQ(mysql({"c", Duration()}), "TIME(6)");
  EXPECT_THROW(mysql({"c", Null()}), ConfigError);
  EXPECT_THROW(mysql({"c", Decimal128(38, 31)}), ConfigError);
}

TEST(TypeName, ASqliteNameReadsBackAsTheType) {
  for (DataType type : {Bool(), Int32(), Int64(), UInt64(), Float64(), Decimal128(38, 31), Utf8(),
                        Binary(), Date32(), Timestamp(), TimestampUtc(), Duration()})
    EXPECT_EQ(ParseType(TypeName(kSqlite, {"c", type})).type, type) << etl::ToString(type);
  EXPECT_EQ(ParseType(TypeName(kSqlite, {"c", Utf8(), true, 50})).max_chars, 50);
}

TEST(TypeNames, TheWidestColumnsGiveWay) {
  const ColumnTypes types = TypeNames(kMysql, {{"a", Utf8(), true, 10'000},
                                               {"b", Utf8(), true, 12'000},
                                               {"c", Utf8(), true, 50},
                                               {"d", Int32()}});
  EXPECT_THAT(types.types, testing::ElementsAre("VARCHAR(10000)", "TEXT", "VARCHAR(50)", "INT"));
  EXPECT_THAT(types.notes, testing::ElementsAre(testing::HasSubstr("'b' is TEXT")));
  const auto refusal = [](Dialect dialect, std::size_t count, DataType type) {
    return Refusal([&] { TypeNames(dialect, std::vector<Field>(count, {"c", type})); });
  };
  EXPECT_THAT(refusal(kMysql, 250, Utf8()),
              testing::HasSubstr("250 columns do not fit into a mysql row of "));
  EXPECT_NO_THROW(TypeNames(kSqlite, std::vector<Field>(250, {"c", Utf8()})));
  EXPECT_EQ(refusal(kMysql, 1017, Bool()),
            "a mysql table has at most 1016 columns and a key, this one has 1017");
  EXPECT_THAT(refusal(kSqlite, 2000, Bool()), testing::HasSubstr("a sqlite table has at most "));
}

}  // namespace
}  // namespace etl::sql_dialect
