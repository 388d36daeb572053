// SPDX-License-Identifier: Apache-2.0
// Which values come out, of which types.
#include "plugins/postgres/server_test_base.h"

namespace etl::postgres {
namespace {

class PostgresRows : public ServerTest {};

TEST_F(PostgresRows, ReadsATable) {
  Execute(
      "CREATE TABLE users (id int PRIMARY KEY, lastname varchar(50), seen date, active bool NOT "
      "NULL); INSERT INTO users VALUES (1,'Müller','2017-01-31',true),(2,NULL,NULL,false)");
  const auto rows = Rows("table: users");
  EXPECT_EQ(rows.text, "1|Müller|2017-01-31|true\n2|null|null|false\n");
  EXPECT_EQ(rows.schema[0], (Field{"id", Int32(), false, 0, "integer"}));
  EXPECT_EQ(rows.schema[1], (Field{"lastname", Utf8(), true, 50, "character varying(50)"}));
  EXPECT_EQ(rows.schema[2], (Field{"seen", Date32(), true, 0, "date"}));
  EXPECT_EQ(rows.schema[3], (Field{"active", Bool(), false, 0, "boolean"}));
  EXPECT_EQ(host_.metrics["queries"], 1);
  EXPECT_GT(host_.metrics["bytes"], 15);
  EXPECT_EQ(host_.statements,
            std::vector<std::string>{"SELECT id, lastname, seen, active FROM users"});
  EXPECT_EQ(Read("table: public.users, schema: {id: int}"), "1\n2\n");
  EXPECT_EQ(Read("table: users, where: id > 5"), "");
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresRows, ReadsTheEdgesOfNumbers) {
  Execute(
      "CREATE TABLE t (a int2, b int4, c int8, d oid, e float4, f float8, g numeric(38,10), "
      "h numeric(5), i numeric(3,-2), j numeric(2,5), k numeric(38,38));"
      "INSERT INTO t VALUES (-32768,-2147483648,-9223372036854775808,0,0.1,0.1,"
      "-9999999999999999999999999999.9999999999,99999,12300,0.00012,"
      "0.99999999999999999999999999999999999999),"
      "(32767,2147483647,9223372036854775807,4294967295,16777217,1.7976931348623157e308,"
      "0.0000000001,0,0,0,-0.00000000000000000000000000000000000001),"
      "(0,0,0,1,'-Infinity','NaN',10000,-10000,99900,-0.00099,0.5),"
      "(1,1,1,1,'-0','-0',100000000.0001,1,100,0.00001,0.1234)");
  const auto rows = Rows("table: t");
  EXPECT_EQ(rows.text,
            "-32768|-2147483648|-9223372036854775808|0|0.10000000149011612|0.1|"
            "-9999999999999999999999999999.9999999999|99999|12300|0.00012|"
            "0.99999999999999999999999999999999999999\n"
            "32767|2147483647|9223372036854775807|4294967295|16777216|1.7976931348623157e+308|"
            "0.0000000001|0|0|0.00000|-0.00000000000000000000000000000000000001\n"
            "0|0|0|1|-Infinity|NaN|10000.0000000000|-10000|99900|-0.00099|"
            "0.50000000000000000000000000000000000000\n"
            "1|1|1|1|-0|-0|100000000.0001000000|1|100|0.00001|"
            "0.12340000000000000000000000000000000000\n");
  const DataType types[] = {Int32(),
                            Int32(),
                            Int64(),
                            Int64(),
                            Float64(),
                            Float64(),
                            Decimal128(38, 10),
                            Decimal128(5, 0),
                            Decimal128(5, 0),
                            Decimal128(5, 5),
                            Decimal128(38, 38)};
  for (int i = 0; i < rows.schema.size(); ++i) EXPECT_EQ(rows.schema[i].type, types[i]) << i;
}

// Against the server's own text, for random digits, places of the point and signs.
TEST_F(PostgresRows, ReadsAnyDecimal) {
  Execute(
      "CREATE TABLE t AS SELECT (CASE WHEN g % 2 = 0 THEN -1 ELSE 1 END * trunc(random()::numeric "
      "* 10::numeric ^ (g % 19)) * trunc(random()::numeric * 1000000) / 10::numeric ^ (g % "
      "11))::numeric(38,10) AS n FROM generate_series(1, 5000) g");
  const auto rows = Rows("query: \"SELECT n, n::text AS expected FROM t\"");
  EXPECT_EQ(rows.count, 5000);
  for (const RecordBatch& batch : rows.batches)
    for (std::int64_t row = 0; row < batch.num_rows(); ++row)
      ASSERT_EQ(FormatValue(batch.column(0), row), FormatValue(batch.column(1), row));
}

TEST_F(PostgresRows, ReadsTimes) {
  Execute(
      "CREATE TABLE t (a date, b timestamp, c timestamptz, d time, e interval, f timetz);"
      "SET TimeZone = '+02:00'; INSERT INTO t VALUES "
      "('0001-01-01','9999-12-31 23:59:59.999999','2017-02-02 12:00:00+02','24:00:00',"
      "'-838:59:59.999999','12:00+01'), ('2000-02-29','0001-01-01','1970-01-01 02:00:01+02',"
      "'00:00:00.000001','3 days 04:05:06','00:00+00'), ('9999-12-31','1969-12-31 23:59:59.5',"
      "'2000-01-01 00:00+00',NULL,'-1 day 1 hour',NULL)");
  EXPECT_EQ(Read("table: t"),
            "0001-01-01|9999-12-31T23:59:59.999999|2017-02-02T10:00:00Z|24:00:00|"
            "-838:59:59.999999|12:00:00+01\n"
            "2000-02-29|0001-01-01T00:00:00|1970-01-01T00:00:01Z|00:00:00.000001|76:05:06|"
            "00:00:00+00\n"
            "9999-12-31|1969-12-31T23:59:59.500000|2000-01-01T00:00:00Z|null|-23:00:00|null\n");
}

TEST_F(PostgresRows, ReadsTextsOfEveryKind) {
  Execute(
      "CREATE TYPE mood AS ENUM ('x','Größe'); CREATE TYPE pair AS (a int, b text); "
      "CREATE DOMAIN short AS varchar(7); "
      "CREATE TABLE t (a char(5), b varchar(10), c text, d mood, e short, f json, g jsonb, h uuid, "
      "i bytea, j inet, k int[], l text[], m pair, n \"char\", o name, p int4range, q bit(3), "
      "r mood[], s xml, u money, v point);"
      "INSERT INTO t VALUES ('ab','Müller','😀','Größe','dom','{\"a\": 1}','{\"b\":[1, 2]}',"
      "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11','\\x00ff','10.0.0.1/8','{1,NULL,3}',"
      "'{\"a b\",\"c\\\"d\"}',ROW(1,'x'),'q','relname','[1,5)',B'101','{x}','<a/>','12.50',"
      "'(1,2)'),"
      "(NULL,'','',NULL,NULL,NULL,NULL,NULL,'',NULL,'{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,"
      "NULL,NULL)");
  const auto rows = Rows("table: t");
  EXPECT_EQ(rows.text,
            "ab   |Müller|😀|Größe|dom|{\"a\": 1}|{\"b\": [1, 2]}|"
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|0x00ff|10.0.0.1/8|{1,NULL,3}|"
            "{\"a b\",\"c\\\"d\"}|(1,x)|q|relname|[1,5)|101|{x}|<a/>|$12.50|(1,2)\n"
            "null|||null|null|null|null|null|0x|null|{}|null|null|null|null|null|null|null|null|"
            "null|null\n");
  EXPECT_EQ(rows.schema[0].max_chars, 5);
  EXPECT_EQ(rows.schema[1].max_chars, 10);
  EXPECT_EQ(rows.schema[2].max_chars, 0);
  EXPECT_EQ(rows.schema[4].max_chars, 7);
  EXPECT_EQ(rows.schema[8].type, Binary());
  EXPECT_EQ(rows.schema[10].sql_type, "integer[]");
}

TEST_F(PostgresRows, ReadsAsDeclared) {
  Execute(
      "CREATE TABLE t (i int, s varchar(50), l int8, n numeric, o oid);"
      "INSERT INTO t VALUES (7,'abc',12,18446744073709551615,9)");
  EXPECT_EQ(Read("table: t, rename: {s: name}, schema: {name: string, i: bigint, l: ubigint, "
                 "n: ubigint, o: int, extra: {type: date, optional: true}}"),
            "abc|7|12|18446744073709551615|9|null\n");
  EXPECT_EQ(Read("table: t, schema: {i: double, l: \"decimal(3,1)\", n: \"decimal(20,0)\"}"),
            "7|12.0|18446744073709551615\n");
  const auto described =
      etl::testing::Describe<PostgresSource>(host_, Options("table: t, schema: {s: varchar(50)}"));
  EXPECT_EQ(described.schema->names(), std::vector<std::string>{"s"});
}

TEST_F(PostgresRows, RefusesValuesThatDoNotFit) {
  Execute(
      "CREATE TABLE t (i int8, s varchar(50), n numeric, m numeric, d date, w timestamp, z "
      "timestamptz, v interval, f numeric);"
      "INSERT INTO t VALUES (1,'äbc',1,1,'2017-01-01',NULL,NULL,NULL,1);"
      "INSERT INTO t VALUES (3000000000,'äbcd','NaN','-Infinity','infinity','-infinity',"
      "'10000-01-01 00:00+00','1 mon',1234567.0891)");
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
  EXPECT_THAT(fails("n: \"decimal(9,2)\""), HasSubstr("decimal(9,2): 'NaN'; no decimal is that"));
  EXPECT_THAT(fails("m: bigint"), HasSubstr("'-Infinity'; no decimal is that"));
  EXPECT_THAT(fails("d: date"), HasSubstr("date: 'infinity'; dates lie in the years 1 to 9999"));
  EXPECT_THAT(fails("w: timestamp"), HasSubstr("'-infinity'"));
  EXPECT_THAT(fails("z: timestamptz"), HasSubstr("'10000-01-01'"));
  EXPECT_THAT(fails("v: time"), HasSubstr("1 months, 0 days and 0 µs'; a month has no length"));
  EXPECT_THAT(fails("f: \"decimal(9,3)\""), HasSubstr("'1234567.0891'; declare"));
  EXPECT_THAT(fails("f: \"decimal(6,4)\""), HasSubstr("'1234567.0891'"));
  EXPECT_THAT(fails("f: int"), HasSubstr("'1234567.0891'"));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresRows, ChecksTheDeclaredAgainstTheReal) {
  Execute(
      "CREATE TABLE users (id int, lastname varchar(10), huge numeric, j timestamp, k int[]); "
      "CREATE TABLE \"Odd\" (id int); CREATE TABLE hidden (id int); REVOKE ALL ON hidden FROM app");
  const auto fails = [&](const std::string& rest) {
    const Failure failure = FailureOf([&] { Offer(rest); });
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR) << failure.what();
    return failure.what() + (failure.hint.empty() ? "" : "; " + failure.hint);
  };
  EXPECT_EQ(fails("table: users, schema: {lastnme: string}"),
            "table users has no column lastnme; did you mean lastname?");
  EXPECT_THAT(fails("table: users, schema: {lastname: int}"),
              HasSubstr("lastname is declared int but is character varying(10) in table users"));
  EXPECT_THAT(fails("table: users, schema: {j: date}"), HasSubstr("but is timestamp without"));
  EXPECT_THAT(fails("table: users"), HasSubstr("numeric; declare it in `schema`"));
  EXPECT_THAT(fails("table: usrs, schema: {id: int}"),
              HasSubstr("no table usrs that the user may see; did you mean users?"));
  EXPECT_THAT(fails("table: Users"), HasSubstr("did you mean users?"));
  EXPECT_THAT(fails("table: public.usrs"), HasSubstr("did you mean users?"));
  EXPECT_THAT(fails("table: users, where: nope = 1, schema: {id: int}"), HasSubstr("42703"));
  EXPECT_THAT(fails("table: users, where: id = = 1, schema: {id: int}"), HasSubstr("syntax"));
  EXPECT_THAT(fails("query: DELETE FROM users"), HasSubstr("must be one SELECT"));
  EXPECT_THAT(fails("query: SELECT 1 AS a; SELECT 2"), HasSubstr("syntax"));
  EXPECT_THAT(fails("query: SELECT 1 AS a) TO STDOUT; DROP TABLE users; --"),
              HasSubstr("refuses the query"));
  EXPECT_THAT(fails("query: \"SELECT k FROM users ORDER BY id\""),
              HasSubstr("k is integer[], which has to be converted, and the query runs as written; "
                        "write CAST(... AS text)"));
  EXPECT_EQ(Read("table: Odd"), "");
  const Failure hidden = FailureOf([&] { Offer("table: hidden"); });
  EXPECT_EQ(hidden.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(hidden.what(), HasSubstr(" cannot run the query: permission denied for table hidden (error 42501)"));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresRows, ReadsAQueryWithParameters) {
  Execute(
      "CREATE TABLE t (id int, name varchar(9), d date, k int[]); INSERT INTO t VALUES "
      "(1,'it''s','2017-01-01','{1,2}'),(2,E'b\\\\','2017-02-02','{}'),(3,'b',NULL,NULL)");
  host_.params["name"] = {ETL_VALUE_TEXT, 0, 0, "b\\"};
  host_.params["id"] = {ETL_VALUE_INT, 1, 0, ""};
  host_.params["minus"] = {ETL_VALUE_INT, -1, 0, ""};
  host_.params["day"] = {ETL_VALUE_DATE, *ParseDate("2017-02-02"), 0, ""};
  EXPECT_EQ(Read("query: SELECT id AS n FROM t WHERE name = :name"), "2\n");
  EXPECT_EQ(Read("query: \"SELECT upper(name) AS n, id FROM t WHERE id >= :id ORDER BY id DESC\""),
            "B|3\nB\\|2\nIT'S|1\n");
  EXPECT_EQ(Read("query: SELECT id FROM t WHERE d = :day"), "2\n");
  EXPECT_EQ(Read("query: \"SELECT id-:minus AS n FROM t WHERE id = 1::int -- :no\""), "2\n");
  EXPECT_EQ(Read("query: \"SELECT id, name FROM t\", where: name = :name"), "2|b\\\n");
  EXPECT_EQ(Read("query: \"SELECT k FROM t\""), "{1,2}\n{}\nnull\n");
  EXPECT_EQ(Read("query: \"VALUES (1, 'a'), (2, NULL)\""), "1|a\n2|null\n");
  EXPECT_EQ(Read("table: t, where: \"id <> :id AND name <> $q$:id'$q$\", schema: {id: int}"),
            "2\n3\n");
  host_.params["name"] = {ETL_VALUE_TEXT, 0, 0, "\\' OR 1=1 -- "};
  EXPECT_EQ(Read("query: SELECT id AS n FROM t WHERE name = :name"), "");
}

TEST_F(PostgresRows, NeedsNoLuckWithTheServersSettings) {
  Execute(
      "CREATE TABLE t (d timestamptz, s text, f float8[]); INSERT INTO t VALUES "
      "('2017-02-02 10:00+00','\\',ARRAY[0.1::float8 + 0.2]);"
      "ALTER ROLE app SET DateStyle = 'German'; ALTER ROLE app SET TimeZone = 'Asia/Tokyo'; "
      "ALTER ROLE app SET standard_conforming_strings = off; "
      "ALTER ROLE app SET extra_float_digits = 0; ALTER ROLE app SET client_encoding = 'LATIN1'; "
      "ALTER ROLE app SET statement_timeout = 1");
  EXPECT_EQ(Read("table: t, where: \"s = '\\\\'\""),
            "2017-02-02T10:00:00Z|\\|{0.30000000000000004}\n");
  Execute("ALTER ROLE app RESET ALL");
}

TEST_F(PostgresRows, ReadsDatabasesOfOtherEncodings) {
  Execute("DROP DATABASE IF EXISTS latin");
  server_->Execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  server_->Execute(
      "CREATE TABLE t (s text); INSERT INTO t VALUES ('Zoë'),('ß'); GRANT SELECT ON t "
      "TO app",
      "latin");
  const std::string options = Options("table: t", ", database: latin");
  EXPECT_EQ(etl::testing::ReadSource<PostgresSource>(host_, options).text, "Zoë\nß\n");
  EXPECT_EQ(etl::testing::MakeOffer<PostgresSource>(host_, options, {{}, {}, {{"s"}}, false}).order,
            0u);
}

TEST_F(PostgresRows, SeesOneStateOfTheDatabase) {
  Execute(
      "CREATE TABLE t (id int PRIMARY KEY, filler char(200)); "
      "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 20000) g");
  host_.set_batch_rows(10);
  etl::testing::InstanceOf<PostgresSource> source(host_, host_.Options(Options("table: t")),
                                                  nullptr);
  ArrowArrayStream stream;
  host_.Check(etl::testing::TableOf<PostgresSource>().open_source(source.get(), &stream));
  Execute("DELETE FROM t WHERE id > 100; INSERT INTO t VALUES (50000, 'late')");
  EXPECT_EQ(etl::testing::Collect(host_, &stream).count, 20'000);
}

TEST_F(PostgresRows, ReadsOverAUnixSocket) {
  Execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  const std::string dir = server_->directory().string();
  const auto read = [&](const std::string& connection) {
    return etl::testing::ReadSource<PostgresSource>(host_,
                                                    "{connection: {" + connection + "}, table: t}")
        .text;
  };
  EXPECT_EQ(read(Format("url: \"postgresql://app@:{}/test?host={}\"", server_->port(), dir)),
            "1\n");
  EXPECT_EQ(read(Format("socket: {}/.s.PGSQL.{}, port: {}, user: app, database: test", dir,
                        server_->port(), server_->port())),
            "1\n");
}

}  // namespace
}  // namespace etl::postgres
