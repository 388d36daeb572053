// SPDX-License-Identifier: Apache-2.0
#include "plugins/ddl/ddl_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::ddl {
namespace {

using etl::testing::Failure;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Schema kActivity{{"firstname", Utf8(), true, 50},
                       {"lastname", Utf8(), false, 50},
                       {"practice_location", Utf8()},
                       {"is_active_internal_platform", Bool()}};

class DdlSinkTest : public ::testing::Test {
 protected:
  std::string Options(const std::string& more) const {
    return "{path: \"" + (scratch_ / "out.sql").string() + "\", " + more + "}";
  }
  std::string Written(const std::string& options, const Schema& schema) {
    etl::testing::RunSink<DdlSink>(host_, Options(options), schema, {});
    EXPECT_THAT(scratch_.Names(), ElementsAre("out.sql"));
    return scratch_.Get("out.sql");
  }
  Failure FailureOf(const std::string& options, const Schema& schema) {
    try {
      etl::testing::Describe<DdlSink>(host_, Options(options), {{"in", schema}});
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
      EXPECT_THROW(etl::testing::RunSink<DdlSink>(host_, Options(options), schema, {}), Failure);
      EXPECT_THAT(scratch_.Names(), IsEmpty());
      return failure;
    }
    return {ETL_OK, "no failure"};
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(DdlSinkTest, WritesMysql) {
  const std::string expected = R"(CREATE TABLE user_active_status (
    id INT NOT NULL AUTO_INCREMENT,
    first_name VARCHAR(50),
    last_name VARCHAR(50) NOT NULL,
    practice_location TEXT,
    is_active_internal_platform TINYINT(1),
    PRIMARY KEY (id)
);
)";
  EXPECT_EQ(
      Written("table: user_active_status, rename: {firstname: first_name, lastname: last_name}",
              kActivity),
      expected);
  EXPECT_EQ(host_.artifacts["application/sql"], expected);
}

TEST_F(DdlSinkTest, WritesSqlite) {
  EXPECT_EQ(Written("table: order, dialect: sqlite, primary_key: nr", kActivity),
            R"(CREATE TABLE "order" (
    nr INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    firstname VARCHAR(50),
    lastname VARCHAR(50) NOT NULL,
    practice_location TEXT,
    is_active_internal_platform BOOLEAN
);
)");
}

TEST_F(DdlSinkTest, NeedsNoPrimaryKey) {
  EXPECT_EQ(Written("table: t, primary_key: \"\"", {{"id", Int32()}, {"internal.id", Int32()}}),
            "CREATE TABLE t (\n    id INT,\n    `internal.id` INT\n);\n");
}

TEST_F(DdlSinkTest, SqliteExecutesItAndSeesTheColumns) {
  const std::string sql =
      Written("table: \"my table\", dialect: sqlite", {{"a \"b\"", Int64()},
                                                       {"select", Decimal128(10, 2), false},
                                                       {"é", Timestamp()},
                                                       {"x", UInt64()},
                                                       {"y", Binary()}});
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &raw), SQLITE_OK);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, sqlite3_close);
  ASSERT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(raw);
  std::vector<std::string> columns;
  const auto collect = [](void* out, int, char** values, char**) {
    static_cast<std::vector<std::string>*>(out)->push_back(
        std::string(values[0]) + "|" + values[1] + "|" + values[2] + "|" + values[3]);
    return 0;
  };
  sqlite3_exec(raw, "SELECT name, type, \"notnull\", pk FROM pragma_table_info('my table')",
               collect, &columns, nullptr);
  EXPECT_THAT(columns,
              ElementsAre("id|INTEGER|1|1", "a \"b\"|BIGINT|0|0", "select|DECIMAL(10,2)|1|0",
                          "é|DATETIME|0|0", "x|BIGINT UNSIGNED|0|0", "y|BLOB|0|0"));
  EXPECT_EQ(sqlite3_exec(raw,
                         "INSERT INTO \"my table\" (\"select\") VALUES (1); "
                         "DELETE FROM \"my table\"; "
                         "INSERT INTO \"my table\" (\"select\") SELECT 2 ",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  columns.clear();
  sqlite3_exec(raw, "SELECT id, 0, 0, 0 FROM \"my table\"", collect, &columns, nullptr);
  EXPECT_THAT(columns, ElementsAre("2|0|0|0"));  // AUTOINCREMENT: no number twice
}

TEST_F(DdlSinkTest, IgnoresRowsAndAborts) {
  scratch_.Put("out.sql", "old");
  const RecordBatch batch = etl::testing::MakeBatch(kActivity, {{"a", "b", "c", "true"}});
  const std::string token = etl::testing::RunSink<DdlSink>(host_, Options("table: t"), kActivity,
                                                           {batch, batch}, Decision::kAbort);
  EXPECT_THAT(host_.claims, ElementsAre(token));
  EXPECT_THAT(scratch_.Names(), ElementsAre("out.sql"));
  EXPECT_EQ(scratch_.Get("out.sql"), "old");
}

TEST_F(DdlSinkTest, NotesAColumnThatBecameText) {
  const auto described = etl::testing::Describe<DdlSink>(
      host_, Options("table: t"),
      {{"in", {{"a", Utf8(), true, 10'000}, {"b", Utf8(), true, 10'000}}}});
  EXPECT_THAT(described.notes, ElementsAre(HasSubstr("'a' is TEXT instead of VARCHAR(10000)")));
  EXPECT_GT(described.minimum_memory, 0);
}

TEST_F(DdlSinkTest, RefusesTwoColumnsOfOneName) {
  EXPECT_STREQ(FailureOf("table: t", {{"ID", Int32()}}).what(),
               "the primary key and column 'ID' would have the same name in table 't': 'ID'");
  EXPECT_THAT(FailureOf("table: t", {{"ID", Int32()}}).hint, HasSubstr("`primary_key`"));
  EXPECT_STREQ(FailureOf("table: t, rename: {b: A}", {{"a", Int32()}, {"b", Int32()}}).what(),
               "column 'a' and column 'b' would have the same name in table 't': 'A'");
  EXPECT_EQ(FailureOf("table: t, rename: {a: b, b: a}", {{"a", Int32()}, {"b", Int32()}}).status,
            ETL_OK);
}

TEST_F(DdlSinkTest, RefusesARenameOfNothing) {
  const Failure failure = FailureOf("table: t, rename: {first_name: x}", kActivity);
  EXPECT_STREQ(failure.what(), "`rename` names a column that does not arrive: 'first_name'");
  EXPECT_EQ(failure.hint, "did you mean 'firstname'?");
  EXPECT_EQ(FailureOf("table: t, rename: {zzz: x}", kActivity).hint,
            "`etl explain` lists the columns");
}

TEST_F(DdlSinkTest, RefusesWhatTheDatabaseCannotHave) {
  EXPECT_THAT(FailureOf("table: \"\"", kActivity).what(), HasSubstr("empty"));
  EXPECT_THAT(FailureOf("table: sqlite_x, dialect: sqlite", kActivity).what(),
              HasSubstr("sqlite_"));
  EXPECT_THAT(FailureOf("table: " + std::string(65, 'x'), kActivity).what(),
              HasSubstr("at most 64"));
  EXPECT_THAT(FailureOf("table: t", {{"n", Null()}}).what(), HasSubstr("'n' has no type"));
  EXPECT_THAT(FailureOf("table: t, primary_key: \"\"", {}).what(), HasSubstr("no column"));
  EXPECT_THAT(FailureOf("table: " + std::string(64, 'x') + ", dialect: postgres", kActivity).what(),
              HasSubstr("at most 63 bytes"));
  EXPECT_THAT(FailureOf("table: t, dialect: postgres", {{"ctid", Int32()}}).what(),
              HasSubstr("keeps the column name 'ctid'"));
  EXPECT_THAT(FailureOf("table: t, dialect: postgres, primary_key: xmin", kActivity).hint,
              HasSubstr("primary_key"));
  EXPECT_THAT(FailureOf("table: t, dialect: oracle", kActivity).what(), HasSubstr("'oracle'"));
}

}  // namespace
}  // namespace etl::ddl
