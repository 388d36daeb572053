// SPDX-License-Identifier: Apache-2.0
// What is refused, what is said, and that nothing is left of a load that failed.
#include <csignal>
#include <thread>

#include "plugins/mysql/settlement.h"
#include "plugins/mysql/sink_test_base.h"
#include "tests/support/proxy/losing_proxy.h"

namespace etl::mysql {
namespace {

using proxy::Lose;
using proxy::LosingProxy;
using ::testing::AllOf;
using ::testing::Not;

const Schema kSchema{{"id", Int64()}, {"name", Utf8()}, {"amount", Decimal128(9, 4)}};
constexpr const char* kTable =
    "CREATE TABLE t (id TINYINT NOT NULL PRIMARY KEY, name VARCHAR(5), amount DECIMAL(5,2)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4; INSERT INTO t VALUES (1, 'old', 1)";

class MysqlRefusal : public SinkTest, public ::testing::WithParamInterface<bool> {
 protected:
  MysqlRefusal() {
    Execute(Format("SET GLOBAL local_infile={}", GetParam() ? 1 : 0));
    Execute(kTable);
  }
  void ExpectNothingChanged() {
    EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
    EXPECT_EQ(Leftovers(), "");
    EXPECT_TRUE(Eventually([] {
      return server_->Query("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'loader'")
          .empty();
    }));
  }
  // In every mode; the row at fault is the third.
  void ExpectRefused(const std::vector<std::string>& row, const std::string& message,
                     const std::string& column) {
    for (const char* mode : {"append", "replace", "upsert"}) {
      const Failure failure =
          LoadFailure(Format("table: t, key: [id], mode: {}", std::string_view(mode)), kSchema,
                      {{"5", "a", "1"}, {"6", "b", "1"}, row});
      EXPECT_EQ(failure.status, ETL_DATA_ERROR) << mode;
      EXPECT_THAT(failure.what(), HasSubstr(message)) << mode;
      EXPECT_EQ(failure.row, 2) << mode << ": " << failure.what();
      EXPECT_EQ(failure.column, column) << mode << ": " << failure.what();
      ExpectNothingChanged();
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Infile, MysqlRefusal, ::testing::Bool());

TEST_P(MysqlRefusal, ValuesThatDoNotFit) {
  ExpectRefused({"7", "sixsix", "1"}, "holds 5 characters, the value has 6: 'sixsix'", "name");
  ExpectRefused({"7", "éééééé", "1"}, "the value has 6", "name");
  ExpectRefused({"128", "c", "1"}, "Out of range", "id");
  ExpectRefused({"7", "c", "1.005"}, "which would round: '1.0050'", "amount");
  ExpectRefused({"7", "c", "1000"}, "Out of range", "amount");
  ExpectRefused({"null", "c", "1"}, "'id'", "id");
}

TEST_P(MysqlRefusal, AllThatIsWrongWithTheColumnsAtOnce) {
  Execute("ALTER TABLE t ADD g INT AS (id + 1), ADD must INT NOT NULL");
  const Schema schema{{"id", Utf8()}, {"nmae", Utf8()}, {"amount", Float64()}, {"g", Int32()}};
  const Failure failure = LoadFailure("table: t", schema, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(),
              AllOf(HasSubstr("column 'id' is string, which its tinyint(4) does not hold"),
                    HasSubstr("there is no column 'nmae' in it (did you mean 'name'?)"),
                    HasSubstr("column 'amount' is double, which its decimal(5,2) does not hold"),
                    HasSubstr("its column 'g' is generated"),
                    HasSubstr("nothing arrives for its column 'must'")));
}

TEST_P(MysqlRefusal, AKeyThatComesTwice) {
  for (const char* mode : {"replace", "upsert"}) {
    const Failure failure =
        LoadFailure(Format("table: t, key: [id], mode: {}", std::string_view(mode)), kSchema,
                    {{"5", "a", "1"}, {"6", "b", "1"}, {"5", "c", "1"}});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("two rows have the same key (id): Duplicate entry '5'"));
    ExpectNothingChanged();
  }
  const Failure failure = LoadFailure("table: t", kSchema, {{"5", "a", "1"}, {"1", "b", "1"}});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("Duplicate entry '1' for key 'PRIMARY'"));
  ExpectNothingChanged();
}

TEST_P(MysqlRefusal, AnotherUniqueIndexIsNeverMistakenForTheKey) {
  Execute("CREATE UNIQUE INDEX by_name ON t (name)");
  {  // said before the run is decided
    SinkRun run(host_, LoaderOptions("table: t, mode: upsert, key: [id]"));
    run.Open(kSchema);
    run.Write(etl::testing::MakeBatch(kSchema, {{"2", "old", "9"}}));
    const Failure failure = FailureOf([&] { run.Prepare(); });
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("Duplicate entry 'old' for key 'by_name'"));
  }
  ExpectNothingChanged();
}

TEST_P(MysqlRefusal, RulesOfTheTable) {
  Execute(
      "CREATE TABLE parent (id INT PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE child (id INT, "
      "p INT, CHECK (id < 10), FOREIGN KEY (p) REFERENCES parent (id)) ENGINE=InnoDB");
  const Schema schema{{"id", Int32()}, {"p", Int32()}};
  Failure failure = LoadFailure("table: child", schema, {{"1", "7"}});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr(" refuses to "), HasSubstr("foreign key")));
  failure = LoadFailure("table: child", schema, {{"11", "null"}});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR) << failure.what();
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM child"), "0\n");
  Execute("ALTER TABLE child ADD UNIQUE (id)");
  for (const std::vector<std::string>& row : {std::vector<std::string>{"1", "7"}, {"11", "null"}}) {
    failure = LoadFailure("table: child, mode: upsert, key: [id]",
                          {{"id", Int32(), false}, {"p", Int32()}}, {row});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR) << failure.what();
  }
  EXPECT_EQ(Leftovers(), "");
  for (const char* table : {"child", "parent"}) {
    failure = LoadFailure(Format("table: {}, mode: replace", std::string_view(table)),
                          {{"id", Int32()}}, {});
    EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("without losing the foreign key"));
  }
}

class MysqlLoadFailure : public SinkTest {
 protected:
  MysqlLoadFailure() { Execute(kTable); }
  const RecordBatch Batch(const std::string& id = "2") {
    return etl::testing::MakeBatch(kSchema, {{id, "new", "2"}});
  }
};

TEST_F(MysqlLoadFailure, TablesThatCannotBeLoaded) {
  Failure failure = LoadFailure("table: absent", kSchema, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("has no table 'absent'"));
  EXPECT_THAT(failure.hint, HasSubstr("CREATE TABLE test.absent ("));

  failure = LoadFailure("table: t, mode: upsert, key: [name]", kSchema, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.hint, HasSubstr("CREATE UNIQUE INDEX etl_key ON test.t (name)"));
  failure = LoadFailure("table: t, mode: upsert", kSchema, {});
  EXPECT_THAT(failure.what(), HasSubstr("needs a `key`"));

  Execute("CREATE TABLE m (id INT) ENGINE=MyISAM; CREATE VIEW v AS SELECT id FROM t");
  failure = LoadFailure("table: m", {{"id", Int32()}}, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("stored by MyISAM, which has no transactions"));
  failure = LoadFailure("table: v", {{"id", Int32()}}, {});
  EXPECT_THAT(failure.what(), HasSubstr("`table` names a view, and rows go into tables"));
  failure = LoadFailure("table: fresh, create: true, key: [name]", {{"name", Utf8()}}, {});
  EXPECT_THAT(failure.what(), HasSubstr("a key of mysql needs a length, column 'name' has none"));
  failure = LoadFailure("table: t, batch_rows: 0", kSchema, {});
  EXPECT_THAT(failure.what(), HasSubstr("`batch_rows` must be at least 1: 0"));
  LoadRows("table: m, mode: replace", {{"id", Int32()}}, {{"4"}});
  EXPECT_EQ(Rows("SELECT id FROM m"), "4\n");

  // The user `app` may only read.
  failure = FailureOf([&] { SinkRun(host_, Options("table: t")).Open(kSchema); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("denied"));
  EXPECT_THAT(failure.what() + failure.hint, Not(HasSubstr("s3cret")));
}

TEST_F(MysqlLoadFailure, AConnectionThatIsKilledWhileRowsAreLoaded) {
  SinkRun run(host_, LoaderOptions("table: t"));
  run.Open(kSchema);
  for (const auto& session : server_->Query(
           "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'loader'"))
    Execute("KILL " + *session[0]);
  const Failure failure = FailureOf([&] {
    run.Write(Batch());
    run.Prepare();
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr(" broke: cannot load "));
  run.Destroy();
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
}

TEST_F(MysqlLoadFailure, AServerThatBecomesReadOnly) {
  for (const bool staged : {false, true}) {
    SinkRun run(host_, LoaderOptions(staged ? "table: t, mode: upsert, key: [id]" : "table: t"));
    run.Open(kSchema);
    run.Write(Batch());
    Execute("SET GLOBAL read_only=1");
    const Failure failure = FailureOf([&] {
      run.Prepare();
      if (!staged) run.Commit();
    });
    Execute("SET GLOBAL read_only=0");
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("1290"));
    EXPECT_THAT(failure.hint, HasSubstr("read-only"));
    run.Destroy();
    EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
    EXPECT_EQ(Leftovers(), "");
  }
}

TEST_F(MysqlLoadFailure, RowsLargerThanAPacket) {
  Execute(
      "CREATE TABLE big (id INT PRIMARY KEY, data LONGTEXT) ENGINE=InnoDB; SET GLOBAL "
      "max_allowed_packet=65536");
  const Schema schema{{"id", Int32(), false}, {"data", Utf8()}};
  const std::string small(20'000, 'x'), large(70'000, 'y');
  for (const int infile : {0, 1}) {
    Execute(Format("SET GLOBAL local_infile={}; DELETE FROM big", infile));
    LoadRows("table: big", schema, {{"1", small}, {"2", small}, {"3", small}, {"4", small}});
    EXPECT_EQ(Rows("SELECT COUNT(*), MIN(LENGTH(data)) FROM big"), "4|20000\n");
    host_.get()->run_id = {"second", 6};
  }
  Execute("SET GLOBAL local_infile=0");
  const Failure failure = LoadFailure("table: big", schema, {{"5", small}, {"6", large}});
  Execute("SET GLOBAL local_infile=1; SET GLOBAL max_allowed_packet=16777216");
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("takes at most 65536"));
  EXPECT_EQ(failure.row, 1);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM big"), "4\n");
}

TEST_F(MysqlLoadFailure, AnAbortOrAnInstanceThatIsLeftRemovesTheStagingTable) {
  for (const char* mode : {"replace", "upsert"}) {
    const std::string options =
        LoaderOptions(Format("table: t, key: [id], mode: {}", std::string_view(mode)));
    {
      SinkRun run(host_, options);
      run.Open(kSchema);
      run.Write(Batch());
      EXPECT_EQ(Leftovers(), "t__etl_testrun\n");
    }
    EXPECT_EQ(Leftovers(), "") << mode;
    SinkRun run(host_, options);
    run.Open(kSchema);
    run.Cancel();
    run.Destroy();
    EXPECT_EQ(Leftovers(), "") << mode;
    SinkRun prepared(host_, options);
    prepared.Open(kSchema);
    prepared.Prepare();
    prepared.Destroy();
    EXPECT_EQ(Leftovers(), "t__etl_testrun\n");
    prepared.Settle(Decision::kAbort);
    prepared.Settle(Decision::kAbort);
    EXPECT_EQ(Leftovers(), "") << mode;
  }
  ASSERT_FALSE(host_.claims.empty());
  EXPECT_THAT(host_.claims[0], AllOf(HasSubstr("t__etl_testrun"), Not(HasSubstr("s3cret"))));
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
}

TEST_F(MysqlLoadFailure, ToSettleTwiceIsToSettleOnce) {
  for (const char* mode : {"replace", "upsert"}) {
    SinkRun run(host_,
                LoaderOptions(Format("table: t, key: [id], mode: {}", std::string_view(mode))));
    const std::string run_id = Format("r-{}", std::string_view(mode));
    host_.get()->run_id = etl::detail::ToStr(run_id);
    run.Open(kSchema);
    run.Write(Batch("2"));
    run.Prepare();
    run.Destroy();
    run.Settle(Decision::kCommit);
    const std::string once = Rows("SELECT * FROM t");
    run.Settle(Decision::kCommit);
    EXPECT_EQ(Rows("SELECT * FROM t"), once);
    EXPECT_EQ(Leftovers(), "");
  }
  EXPECT_EQ(Rows("SELECT * FROM t"), "2|new|2.00\n");
}

TEST_F(MysqlLoadFailure, ALockedRowIsWaitedForAndTriedAgain) {
  SinkRun run(host_, LoaderOptions("table: t, key: [id], mode: upsert"));
  run.Open(kSchema);
  run.Write(Batch("1"));
  run.Prepare();
  run.Destroy();
  Execute("SET GLOBAL innodb_lock_wait_timeout=1");
  std::thread holder([] {
    server_->Execute("BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE; DO SLEEP(2.5); COMMIT");
  });
  ASSERT_TRUE(Eventually([] {
    return Rows(
               "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO SLEEP%'") ==
           "1\n";
  }));
  run.Settle(Decision::kCommit);
  holder.join();
  Execute("SET GLOBAL innodb_lock_wait_timeout=50");
  EXPECT_GT(host_.metrics["retries"], 0);
  ExpectMetrics(0, 1, 0);
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|new|2.00\n");
}

// The other session has changed more rows, so that it is ours that the server gives up.
TEST_F(MysqlLoadFailure, ADeadlockIsTheWorldsFault) {
  for (const int infile : {0, 1}) {
    Execute(Format("SET GLOBAL local_infile={}; DELETE FROM t WHERE id > 1", infile));
    SinkRun run(host_, LoaderOptions("table: t, batch_rows: 1"));
    run.Open(kSchema);
    run.Write(Batch("2"));
    std::thread other([] {
      std::string rows;
      for (int id = 10; id < 100; ++id) rows += Format(", ({}, 'x', 1)", id);
      server_->Execute("BEGIN; INSERT INTO t VALUES (3, 'x', 1)" + rows +
                       "; INSERT INTO t VALUES (2, 'x', 1); ROLLBACK");
    });
    ASSERT_TRUE(Eventually([] {
      return Rows(
                 "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO "
                 "t VALUES (2,%'") == "1\n";
    }));
    const Failure failure = FailureOf([&] { run.Write(Batch("3")); });
    other.join();
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << failure.what();
    EXPECT_THAT(failure.what(), HasSubstr("(error 1213)"));
    EXPECT_THAT(failure.hint, HasSubstr("another session holds the rows or the table"));
    run.Destroy();
    EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
  }
}

TEST_F(MysqlLoadFailure, ALockThatIsNotGivenUpIsTheWorldsFault) {
  Execute("SET GLOBAL innodb_lock_wait_timeout=1");
  for (const int infile : {0, 1}) {
    Execute(Format("SET GLOBAL local_infile={}", infile));
    std::thread holder([] {
      server_->Execute("BEGIN; INSERT INTO t VALUES (2, 'x', 1); DO SLEEP(2.5); ROLLBACK");
    });
    ASSERT_TRUE(Eventually([] {
      return Rows(
                 "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO "
                 "SLEEP%'") == "1\n";
    }));
    SinkRun run(host_, LoaderOptions("table: t, batch_rows: 1"));
    run.Open(kSchema);
    const Failure failure = FailureOf([&] { run.Write(Batch("2")); });
    holder.join();
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << failure.what();
    EXPECT_THAT(failure.what(), HasSubstr("(error 1205)"));
    EXPECT_THAT(failure.hint, HasSubstr("another session holds the rows or the table"));
    run.Destroy();
    EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
  }
  Execute("SET GLOBAL innodb_lock_wait_timeout=50");
}

TEST_F(MysqlLoadFailure, AConnectionThatBreaksDuringCommitIsAskedFor) {
  for (const Lose lose : {Lose::kStatement, Lose::kAnswer}) {
    LosingProxy proxy(server_->port(), "\3COMMIT");
    const bool applied = lose == Lose::kAnswer;
    const std::string run_id = applied ? "answer" : "statement";
    host_.get()->run_id = etl::detail::ToStr(run_id);
    SinkRun run(host_,
                Format("{connection: {url: \"mysql://loader:s3cret-word@127.0.0.1:{}/test\"}, "
                       "table: t}",
                       proxy.port()));
    run.Open(kSchema);
    run.Write(Batch());
    run.Prepare();
    proxy.set_lose(lose);
    const Failure failure = FailureOf([&] { run.Commit(); });
    proxy.set_lose(Lose::kNothing);
    EXPECT_EQ(failure.status, ETL_UNKNOWN_OUTCOME);
    EXPECT_THAT(failure.what(), HasSubstr(" broke during COMMIT: "));
    run.Destroy();
    EXPECT_EQ(run.Committed(), applied);
    EXPECT_EQ(Rows("SELECT COUNT(*) FROM t"), applied ? "2\n" : "1\n");
  }
}

TEST_F(MysqlLoadFailure, TheMarkTellsWhatBecameOfATransaction) {
  SinkRun run(host_, LoaderOptions("table: t"));
  run.Open(kSchema);
  run.Write(Batch());
  const sql_sink::Token token = sql_sink::Token::Read(run.Prepare());
  EXPECT_FALSE(run.Committed());
  // As long as somebody's transaction holds the mark, nobody can say.
  const auto options = etl::detail::ReadOptions<MysqlSinkOptions>(
      host_.get(), host_.Options(LoaderOptions("table: t")));
  Context context(host_.get());
  Interrupter interrupter;
  WriteSession holder(options.connection, context, interrupter);
  const TableName table("t", "test");
  holder.Execute("START TRANSACTION");
  InsertMark(holder, table, token);
  const Failure failure = FailureOf([&] { run.Committed(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("is still open"));
  holder.Execute("ROLLBACK");
  EXPECT_FALSE(run.Committed());
  run.Commit();
  EXPECT_TRUE(run.Committed());
  EXPECT_TRUE(run.Committed());
}

TEST_F(MysqlLoadFailure, AServerThatDiesBeforeTheCommit) {
  SinkRun run(host_, LoaderOptions("table: t"));
  run.Open(kSchema);
  run.Write(Batch());
  run.Prepare();
  server_->Stop(SIGKILL);
  const Failure failure = FailureOf([&] { run.Commit(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR)
      << "the mark was not answered: no COMMIT was sent";
  run.Destroy();
  server_->Start();
  EXPECT_FALSE(run.Committed());
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
}

TEST_F(MysqlLoadFailure, ATokenIsGoodForItsOwnDatabaseOnly) {
  SinkRun run(host_, LoaderOptions("table: t, mode: replace"));
  run.Open(kSchema);
  const std::string token = run.Prepare();
  run.Destroy();
  const etl_component& table = etl::testing::TableOf<MysqlSink>();
  const Failure failure = FailureOf([&] {
    host_.Check(table.settle(
        &table, host_.get(),
        host_.Options(Format("{connection: {url: \"mysql://root@localhost/test?socket={}\"}, "
                             "table: t}",
                             server_->socket())),
        etl::detail::ToStr(token), ETL_COMMIT));
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("but the connection leads to"));
  run.Settle(Decision::kAbort);
}

}  // namespace
}  // namespace etl::mysql
