// SPDX-License-Identifier: Apache-2.0
// Which values come out, of which types.
#include "plugins/mysql/server_test_base.h"

namespace etl::mysql {
namespace {

class MysqlRows : public ServerTest {};

TEST_F(MysqlRows, ReadsATable) {
  Execute(
      "CREATE TABLE user (id INT PRIMARY KEY, lastname VARCHAR(50), seen DATE, active TINYINT(1) "
      "NOT NULL); INSERT INTO user VALUES (1,'Müller','2017-01-31',1),(2,NULL,NULL,0)");
  const auto rows = Rows("table: user");
  EXPECT_EQ(rows.text, "1|Müller|2017-01-31|1\n2|null|null|0\n");
  EXPECT_EQ(rows.schema[0], (Field{"id", Int32(), false, 0, "int(11)"}));
  EXPECT_EQ(rows.schema[1], (Field{"lastname", Utf8(), true, 50, "varchar(50)"}));
  EXPECT_EQ(rows.schema[2], (Field{"seen", Date32(), true, 0, "date"}));
  EXPECT_EQ(rows.schema[3], (Field{"active", Int32(), false, 0, "tinyint(1)"}));
  EXPECT_EQ(host_.metrics["queries"], 1);
  EXPECT_GT(host_.metrics["bytes"], 20);
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlRows, ReadsTheEdgesOfNumbers) {
  Execute(
      "CREATE TABLE t (a TINYINT, b SMALLINT UNSIGNED, c MEDIUMINT ZEROFILL, d INT UNSIGNED, "
      "e BIGINT, f BIGINT UNSIGNED, g DECIMAL(38,10), h DECIMAL(5) UNSIGNED, i FLOAT, j DOUBLE, "
      "k BIT(64), l BIT(1), m YEAR);"
      "INSERT INTO t VALUES (-128,65535,7,4294967295,-9223372036854775808,18446744073709551615,"
      "-9999999999999999999999999999.9999999999,99999,0.1,0.1,-1,1,2155),"
      "(127,0,16777215,0,9223372036854775807,0,0.0000000001,0,16777217,1.7976931348623157e308,"
      "b'1',0,1901), "
      "(0,0,0,0,0,0,0,0,123456792,-5e-324,0,0,0)");
  const auto rows = Rows("table: t");
  EXPECT_EQ(rows.text,
            "-128|65535|7|4294967295|-9223372036854775808|18446744073709551615|"
            "-9999999999999999999999999999.9999999999|99999|0.10000000149011612|0.1|"
            "18446744073709551615|1|2155\n"
            "127|0|16777215|0|9223372036854775807|0|0.0000000001|0|16777216|"
            "1.7976931348623157e+308|1|0|1901\n"
            "0|0|0|0|0|0|0.0000000000|0|123456792|-5e-324|0|0|0\n");
  const DataType types[] = {
      Int32(),          Int32(),   Int32(),   Int64(),  Int64(),  UInt64(), Decimal128(38, 10),
      Decimal128(5, 0), Float64(), Float64(), UInt64(), UInt64(), Int32()};
  for (int i = 0; i < rows.schema.size(); ++i) EXPECT_EQ(rows.schema[i].type, types[i]) << i;
}

TEST_F(MysqlRows, ReadsTimes) {
  Execute(
      "SET time_zone='+02:00'; CREATE TABLE t (a DATE, b DATETIME(6), c TIMESTAMP NULL, d TIME(6));"
      "INSERT INTO t VALUES ('0001-01-01','9999-12-31 23:59:59.999999','2017-02-02 12:00:00',"
      "'-838:59:59.999999'), ('2000-02-29','1000-01-01','1970-01-01 02:00:01','838:59:59')");
  EXPECT_EQ(Read("table: t"),
            "0001-01-01|9999-12-31T23:59:59.999999|2017-02-02T10:00:00Z|-838:59:59.999999\n"
            "2000-02-29|1000-01-01T00:00:00|1970-01-01T00:00:01Z|838:59:59\n");
}

TEST_F(MysqlRows, ReadsTextsOfEveryKind) {
  Execute(
      "CREATE TABLE t (a CHAR(5), b VARCHAR(10) CHARACTER SET latin1, c TEXT CHARACTER SET "
      "utf8mb3, "
      "d ENUM('x','Größe'), e SET('p','q'), f JSON, g BINARY(3), h VARBINARY(9), i BLOB, "
      "j VARCHAR(9) CHARACTER SET utf16);"
      "SET NAMES utf8mb4; INSERT INTO t VALUES ('ab ','Müller','ß','Größe','p,q','{\"a\": 1}',"
      "x'61',x'00ff',x'',_utf16 x'D83DDE00'),(NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)");
  const auto rows = Rows("table: t");
  EXPECT_EQ(rows.text,
            "ab|Müller|ß|Größe|p,q|{\"a\": 1}|0x610000|0x00ff|0x|😀\n"
            "null|null|null|null|null|null|null|null|null|null\n");
  EXPECT_EQ(rows.schema[0].max_chars, 5);
  EXPECT_EQ(rows.schema[1].max_chars, 10);
  EXPECT_EQ(rows.schema[2].max_chars, 0);
  EXPECT_EQ(rows.schema[9].max_chars, 9);
  EXPECT_EQ(rows.schema[8].type, Binary());
}

TEST_F(MysqlRows, ReadsAsDeclared) {
  Execute(
      "CREATE TABLE t (i INT, s VARCHAR(50), b TINYINT(1), n DECIMAL(20,0), u BIT(1));"
      "INSERT INTO t VALUES (7,'abc',1,12,1)");
  EXPECT_EQ(Read("table: t, rename: {s: name}, schema: {name: string, i: bigint, b: bool, "
                 "n: bigint, u: bool, extra: {type: date, optional: true}}"),
            "abc|7|true|12|true|null\n");
  EXPECT_EQ(Read("table: t, schema: {i: double, n: \"decimal(3,1)\"}"), "7|12.0\n");
  const auto described =
      etl::testing::Describe<MysqlSource>(host_, Options("table: t, schema: {s: varchar(50)}"));
  EXPECT_EQ(described.schema->names(), std::vector<std::string>{"s"});
}

TEST_F(MysqlRows, RefusesValuesThatDoNotFit) {
  Execute(
      "CREATE TABLE t (i BIGINT, s VARCHAR(50), b TINYINT, d DATE, m DATETIME);"
      "INSERT INTO t VALUES (1,'äbc',0,'2017-01-01',NULL);"
      "SET sql_mode=''; INSERT INTO t VALUES (3000000000,'äbcd',2,'0000-00-00','2017-00-00');");
  const auto fails = [&](const std::string& schema) {
    const Failure failure = ReadFailure("table: t, schema: {" + schema + "}");
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_EQ(failure.row, 1);
    EXPECT_EQ(failure.column, schema.substr(0, 1));
    return failure.what() + (failure.hint.empty() ? "" : "; " + failure.hint);
  };
  EXPECT_EQ(fails("i: int"), "value does not fit the type int: '3000000000'");
  EXPECT_THAT(fails("s: varchar(3)"),
              HasSubstr("text of 4 characters is longer than varchar(3): 'äbcd'"));
  EXPECT_EQ(fails("b: bool"), "value does not fit the type bool: '2'");
  EXPECT_THAT(fails("d: date"), HasSubstr("date: '0000-00-00'; the server allows such dates"));
  EXPECT_THAT(fails("m: datetime"), HasSubstr("NULLIF"));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlRows, ChecksTheDeclaredAgainstTheReal) {
  Execute("CREATE TABLE user (id INT, lastname VARCHAR(10), huge DECIMAL(65,30), j DATETIME)");
  const auto fails = [&](const std::string& rest) {
    const Failure failure = FailureOf([&] { Offer(rest); });
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << failure.what();
    return failure.what() + (failure.hint.empty() ? "" : "; " + failure.hint);
  };
  EXPECT_EQ(fails("table: user, schema: {lastnme: string}"),
            "table user has no column lastnme; did you mean lastname?");
  EXPECT_THAT(fails("table: user, schema: {lastname: int}"),
              HasSubstr("column lastname is declared int but is varchar(10) in table user"));
  EXPECT_THAT(fails("table: user, schema: {j: date}"), HasSubstr("declared date but is datetime"));
  EXPECT_THAT(fails("table: user"), HasSubstr("decimal(65,30); declare it as a decimal"));
  EXPECT_THAT(fails("table: usr, schema: {id: int}"),
              HasSubstr("no table usr that the user may see; did you mean user?"));
  EXPECT_THAT(fails("table: test.usr"), HasSubstr("did you mean user?"));
  EXPECT_THAT(fails("table: mysql.user"), HasSubstr("no table mysql.user"));
  EXPECT_THAT(fails("table: user, where: nope = 1, schema: {id: int}"),
              AllOf(HasSubstr(" refuses the query: "), HasSubstr("Unknown column")));
  EXPECT_THAT(fails("table: user, where: id = = 1, schema: {id: int}"), HasSubstr("syntax"));
  EXPECT_THAT(fails("query: DELETE FROM user"), HasSubstr("must be one SELECT"));
  EXPECT_THAT(fails("query: SELECT 1 AS a; SELECT 2"), HasSubstr("syntax"));
  const Failure denied = FailureOf([&] { Offer("query: SELECT User FROM mysql.user"); });
  EXPECT_EQ(denied.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(denied.what(), AllOf(HasSubstr(" cannot run the query: "), HasSubstr("denied")));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlRows, ReadsAQueryWithParameters) {
  Execute(
      "CREATE TABLE t (id INT, name VARCHAR(9), f FLOAT); "
      "INSERT INTO t VALUES (1,'it''s',0.1),(2,'b\\\\',0.2),(3,'b',0.3)");
  host_.params["name"] = {ETL_VALUE_TEXT, 0, 0, "b\\"};
  host_.params["id"] = {ETL_VALUE_INT, 1, 0, ""};
  EXPECT_EQ(Read("query: SELECT id AS n FROM t WHERE name = :name"), "2\n");
  EXPECT_EQ(Read("query: \"SELECT upper(name) AS n, id FROM t WHERE id >= :id ORDER BY id DESC\""),
            "B|3\nB\\|2\nIT'S|1\n");
  EXPECT_EQ(Read("query: \"SELECT id, name FROM t\", where: name = :name"), "2|b\\\n");
  EXPECT_EQ(Read("query: \"SELECT f FROM t\""),
            "0.10000000149011612\n0.20000000298023224\n0.30000001192092896\n");
  EXPECT_EQ(Read("table: t, where: \"id <> :id AND name <> ':id' # :no\", schema: {id: int}"),
            "2\n3\n");
  host_.params["name"] = {ETL_VALUE_TEXT, 0, 0, "' OR 1=1 -- "};
  EXPECT_EQ(Read("query: SELECT id AS n FROM t WHERE name = :name"), "");
}

TEST_F(MysqlRows, NeedsNoLuckWithTheServersSettings) {
  Execute(
      "CREATE TABLE t (id INT, s VARCHAR(5)); INSERT INTO t VALUES (1,'a'),(2,'\\\\'),(3,'c');"
      "SET GLOBAL sql_select_limit=1, GLOBAL sql_mode='ANSI_QUOTES', GLOBAL wait_timeout=1");
  EXPECT_EQ(Read(R"(table: t, where: "s = \"\\\" OR id < 10")"), "1|a\n2|\\\n3|c\n");
  Execute(
      "SET GLOBAL sql_select_limit=DEFAULT, GLOBAL sql_mode=DEFAULT, GLOBAL wait_timeout=28800");
}

TEST_F(MysqlRows, SeesOneStateOfTheDatabase) {
  Execute(
      "CREATE TABLE t (id INT PRIMARY KEY, filler CHAR(200)) ENGINE=InnoDB; "
      "INSERT INTO t SELECT seq, 'x' FROM seq_1_to_20000");
  host_.set_batch_rows(10);
  etl::testing::InstanceOf<MysqlSource> source(host_, host_.Options(Options("table: t")), nullptr);
  ArrowArrayStream stream;
  host_.Check(etl::testing::TableOf<MysqlSource>().open_source(source.get(), &stream));
  Execute("DELETE FROM t WHERE id > 100; INSERT INTO t VALUES (50000, 'late')");
  EXPECT_EQ(etl::testing::Collect(host_, &stream).count, 20'000);
}

}  // namespace
}  // namespace etl::mysql
