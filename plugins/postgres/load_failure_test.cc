// SPDX-License-Identifier: Apache-2.0
// What is refused, what is said, and that nothing is left of a load that failed.
#include <csignal>
#include <cstdlib>
#include <thread>

#include "plugins/postgres/settlement.h"
#include "plugins/postgres/sink_test_base.h"
#include "tests/support/proxy/cutting_proxy.h"
#include "tests/support/proxy/losing_proxy.h"

namespace etl::postgres {
namespace {

using proxy::Lose;
using proxy::LosingProxy;
using ::testing::AllOf;
using ::testing::Not;

const Schema kSchema{{"id", Int64()}, {"name", Utf8()}, {"amount", Decimal128(9, 4)}};
constexpr const char* kTable =
    "CREATE TABLE t (id smallint NOT NULL PRIMARY KEY, name varchar(5), amount numeric(5,2)); "
    "INSERT INTO t VALUES (1, 'old', 1)";

class PostgresLoadFailure : public SinkTest {
 protected:
  PostgresLoadFailure() { Create(kTable); }
  static void ExpectNothingChanged() {
    EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
    EXPECT_EQ(Leftovers(), "");
    EXPECT_TRUE(NoLoaderIsLeft());
  }
  static RecordBatch Batch(const std::string& id = "2") {
    return etl::testing::MakeBatch(kSchema, {{id, "new", "2"}});
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

TEST_F(PostgresLoadFailure, ValuesThatDoNotFit) {
  ExpectRefused({"7", "sixsix", "1"}, "holds 5 characters, the value has 6: 'sixsix'", "name");
  ExpectRefused({"7", "éééééé", "1"}, "the value has 6", "name");
  ExpectRefused({"32768", "c", "1"}, "holds -32768 to 32767: '32768'", "id");
  ExpectRefused({"7", "c", "1.005"}, "which would round: '1.0050'", "amount");
  ExpectRefused({"7", "c", "1000"}, "numeric field overflow", "amount");
  ExpectRefused({"null", "c", "1"}, "'id'", "id");
  ExpectRefused({"7", std::string("a\0b", 3), "1"}, "holds a NUL byte", "name");
}

TEST_F(PostgresLoadFailure, ValuesOfOtherTypesThatDoNotFit) {
  Create("CREATE TABLE o (u uuid, tm time, i int8, ts timestamp(0), f float4, o oid, j jsonb)");
  const auto refused = [&](const char* name, DataType type, const char* value) {
    const Failure failure = LoadFailure("table: o", {{name, type}}, {{value}});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR) << value;
    EXPECT_EQ(failure.row, 0) << value;
    EXPECT_EQ(failure.column, name) << value;
    return std::string(failure.what());
  };
  EXPECT_THAT(refused("u", Utf8(), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1"), HasSubstr("is a uuid"));
  refused("u", Utf8(), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g");
  EXPECT_THAT(refused("tm", Duration(), "24:00:00.000001"), HasSubstr("is a time of day"));
  refused("tm", Duration(), "-00:00:01");
  refused("i", UInt64(), "9223372036854775808");
  EXPECT_THAT(refused("ts", Timestamp(), "2020-01-01T00:00:00.5"), HasSubstr("keeps 0 digits"));
  EXPECT_THAT(refused("f", Float64(), "0.1"), HasSubstr("keeps 24 bits"));
  refused("o", Int64(), "-1");
  refused("o", Int64(), "4294967296");
  EXPECT_THAT(refused("j", Utf8(), "{"), HasSubstr("invalid input syntax for type json"));
  EXPECT_EQ(Rows("SELECT count(*) FROM o"), "0\n");
}

// As text, where the server is the one who says so.
TEST_F(PostgresLoadFailure, ValuesThatTheServerRefuses) {
  Create(
      "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE n (i int, net inet, m mood, j json)");
  const Schema schema{{"number", Int64()}, {"net", Utf8()}, {"m", Utf8()}, {"j", Utf8()}};
  const auto refused = [&](const std::vector<std::string>& row) {
    return LoadFailure("table: n, rename: {number: i}, batch_rows: 1", schema,
                       {{"1", "10.0.0.1", "sad", "{}"}, row});
  };
  Failure failure = refused({"1", "10.0.0.256", "sad", "{}"});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("invalid input syntax for type inet: \"10.0.0.256\" (error "
                                        "22P02)"));
  EXPECT_EQ(failure.row, 1);
  EXPECT_EQ(failure.column, "net");
  failure = refused({"2147483648", "10.0.0.1", "sad", "{}"});
  EXPECT_THAT(failure.what(), HasSubstr("out of range for type integer"));
  EXPECT_EQ(failure.column, "number");
  EXPECT_THAT(refused({"1", "10.0.0.1", "bad", "{}"}).what(), HasSubstr("enum mood: \"bad\""));
  EXPECT_EQ(refused({"1", "10.0.0.1", "sad", "{"}).row, 1);
  EXPECT_THAT(refused({"1", std::string("\0", 1), "sad", "{}"}).what(), HasSubstr("NUL byte"));
  EXPECT_EQ(Rows("SELECT count(*) FROM n"), "0\n");
}

TEST_F(PostgresLoadFailure, AllThatIsWrongWithTheColumnsAtOnce) {
  Create(
      "ALTER TABLE t ADD g int GENERATED ALWAYS AS (id + 1) STORED, ADD must int NOT NULL DEFAULT "
      "1, ADD c \"char\", ADD label name; ALTER TABLE t ALTER must "
      "DROP DEFAULT");
  const Schema schema{{"id", Utf8()}, {"nmae", Utf8()}, {"amount", Float64()},
                      {"g", Int32()}, {"c", Utf8()},    {"label", Utf8()}};
  const Failure failure = LoadFailure("table: t", schema, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(),
              AllOf(HasSubstr("column 'id' is string, which its smallint does not hold"),
                    HasSubstr("there is no column 'nmae' in it (did you mean 'name'?)"),
                    HasSubstr("column 'amount' is double, which its numeric(5,2) does not hold"),
                    HasSubstr("its column 'g' is generated"),
                    HasSubstr("its \"char\" does not hold"), HasSubstr("its name does not hold"),
                    HasSubstr("nothing arrives for its column 'must'")));
}

TEST_F(PostgresLoadFailure, AKeyThatComesTwice) {
  for (const char* mode : {"replace", "upsert"}) {
    const Failure failure =
        LoadFailure(Format("table: t, key: [id], mode: {}", std::string_view(mode)), kSchema,
                    {{"5", "a", "1"}, {"6", "b", "1"}, {"5", "c", "1"}});
    EXPECT_EQ(failure.status, ETL_DATA_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("two rows have the same key: "));
    EXPECT_THAT(failure.what(), HasSubstr("Key (id)=(5) is duplicated"));
    ExpectNothingChanged();
  }
  const Failure failure = LoadFailure("table: t", kSchema, {{"5", "a", "1"}, {"1", "b", "1"}});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("violates unique constraint \"t_pkey\": Key (id)=(1)"));
  EXPECT_EQ(failure.row, 1);
  ExpectNothingChanged();
}

TEST_F(PostgresLoadFailure, RulesOfTheTable) {
  Create(
      "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int UNIQUE CHECK (id < "
      "10), p int REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED, n int UNIQUE); CREATE "
      "FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 5 THEN RAISE 'no "
      "fives'; END IF; RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON child FOR EACH ROW "
      "EXECUTE FUNCTION f(); INSERT INTO child VALUES (1, NULL, 1)");
  const Schema schema{{"id", Int32(), false}, {"p", Int32()}, {"n", Int32()}};
  const std::vector<std::pair<std::vector<std::string>, std::string>> refused{
      {{"2", "7", "2"}, "violates foreign key constraint \"child_p_fkey\""},
      {{"11", "null", "2"}, "violates check constraint \"child_id_check\""},
      {{"5", "null", "2"}, "no fives (error P0001)"},
      {{"2", "null", "1"}, "violates unique constraint \"child_n_key\": Key (n)=(1)"}};
  for (const auto& [row, message] : refused) {
    for (const char* mode : {"append", "upsert"}) {
      SetRun(mode);
      SinkRun run(host_, LoaderOptions(
                             Format("table: child, key: [id], mode: {}", std::string_view(mode))));
      const Failure failure = FailureOf([&] {
        run.Open(schema);
        run.Write(etl::testing::MakeBatch(schema, {row}));
        run.Prepare();  // of a staged load everything is known here
        run.Commit();
      });
      EXPECT_EQ(failure.status, ETL_DATA_ERROR) << failure.what();
      EXPECT_THAT(failure.what(), HasSubstr(message)) << mode;
    }
  }
  EXPECT_EQ(Rows("SELECT * FROM child"), "1|null|1\n");
  EXPECT_EQ(Leftovers(), "");
}

TEST_F(PostgresLoadFailure, ATriggerThatSkipsRows) {
  Create(
      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE "
      "TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()");
  const Failure failure = LoadFailure("table: t", kSchema, {{"5", "a", "1"}});
  EXPECT_EQ(failure.status, ETL_DATA_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("took 0 rows of 1"));
}

TEST_F(PostgresLoadFailure, TablesThatCannotBeLoaded) {
  Failure failure = LoadFailure("table: absent", kSchema, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("has no table 'absent'"));
  EXPECT_THAT(failure.hint, HasSubstr("CREATE TABLE public.absent ("));

  failure = LoadFailure("table: t, mode: upsert, key: [name]", kSchema, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.hint, HasSubstr("CREATE UNIQUE INDEX ON public.t (name)"));
  failure = LoadFailure("table: t, mode: upsert", kSchema, {});
  EXPECT_THAT(failure.what(), HasSubstr("needs a `key`"));
  Create(
      "CREATE TABLE p (k int, v int); CREATE UNIQUE INDEX ON p (k) WHERE v > 0; CREATE UNIQUE "
      "INDEX ON p (abs(k)); CREATE VIEW w AS SELECT id FROM t");
  failure = LoadFailure("table: p, mode: upsert, key: [k]", {{"k", Int32()}, {"v", Int32()}}, {});
  EXPECT_THAT(failure.what(), HasSubstr("no unique index of just the columns of `key`"));
  failure = LoadFailure("table: w", {{"id", Int32()}}, {});
  EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("is a view"));
  failure = LoadFailure("table: nowhere.t, create: true", kSchema, {});
  EXPECT_THAT(failure.what(), HasSubstr("schema \"nowhere\" does not exist"));

  // The user `app` may only read.
  for (const char* mode : {"append", "replace", "upsert"}) {
    failure = FailureOf([&] {
      SinkRun(host_, Options(Format("table: t, key: [id], mode: {}", std::string_view(mode))))
          .Open(kSchema);
    });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << mode;
    EXPECT_THAT(failure.what(), ::testing::AnyOf(HasSubstr("denied"), HasSubstr("only its owner")));
    EXPECT_THAT(failure.what() + failure.hint, Not(HasSubstr("s3cret")));
  }
  LoadRows("table: t", kSchema, {});
  Execute("GRANT INSERT ON t TO app");
  failure = FailureOf([&] { SinkRun(host_, Options("table: t")).Open(kSchema); });
  EXPECT_THAT(failure.what(), HasSubstr("denied: the user has no INSERT on the table etl_commits"));
  Execute(
      "GRANT SELECT, INSERT, DELETE ON etl_commits TO app; REVOKE INSERT ON t FROM app; GRANT "
      "INSERT "
      "(id, name) ON t TO app");
  failure = FailureOf([&] { SinkRun(host_, Options("table: t")).Open(kSchema); });
  EXPECT_THAT(failure.what(),
              HasSubstr("denied: the user has no INSERT on column 'amount' of the table t"));
  ExpectNothingChanged();
}

TEST_F(PostgresLoadFailure, AServerThatIsReadOnly) {
  Execute("ALTER ROLE loader SET default_transaction_read_only = on");
  // Only what the server itself decides cannot be said otherwise by a session.
  LoadRows("table: t", kSchema, {{"2", "new", "2"}});
  Execute("ALTER ROLE loader RESET default_transaction_read_only");
  EXPECT_EQ(Rows("SELECT count(*) FROM t"), "2\n");
}

TEST_F(PostgresLoadFailure, AnAbortOrAnInstanceThatIsLeftRemovesTheStagingTable) {
  for (const char* mode : {"replace", "upsert"}) {
    const std::string options =
        LoaderOptions(Format("table: t, key: [id], mode: {}", std::string_view(mode)));
    {
      SinkRun run(host_, options);
      run.Open(kSchema);
      run.Write(Batch());
      EXPECT_EQ(Leftovers(), "") << "nobody sees it before it is whole";
    }
    EXPECT_EQ(Leftovers(), "") << mode;
    SinkRun run(host_, options);
    run.Open(kSchema);
    run.Cancel();
    run.Destroy();
    ExpectNothingChanged();
    SinkRun prepared(host_, options);
    prepared.Open(kSchema);
    prepared.Prepare();
    prepared.Destroy();
    EXPECT_EQ(Rows("SELECT count(*) FROM t__etl_testrun"), "0\n");
    prepared.Settle(Decision::kAbort);
    prepared.Settle(Decision::kAbort);
    ExpectNothingChanged();
  }
  ASSERT_FALSE(host_.claims.empty());
  EXPECT_THAT(host_.claims[0], AllOf(HasSubstr("t__etl_testrun"), Not(HasSubstr("s3cret"))));
}

TEST_F(PostgresLoadFailure, ToSettleTwiceIsToSettleOnce) {
  for (const char* mode : {"replace", "upsert"}) {
    SinkRun run(host_,
                LoaderOptions(Format("table: t, key: [id], mode: {}", std::string_view(mode))));
    SetRun(mode);
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

TEST_F(PostgresLoadFailure, ALockedRowIsWaitedForAndTriedAgain) {
  SinkRun run(host_, LoaderOptions("table: t, key: [id], mode: upsert", server_->port(),
                                   ", read_timeout: 1000"));
  run.Open(kSchema);
  run.Write(Batch("1"));
  run.Prepare();
  run.Destroy();
  std::thread holder([] {
    server_->Execute(
        "BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE; SELECT pg_sleep(1.5); COMMIT");
  });
  ASSERT_TRUE(Eventually([] {
    return Rows(
               "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE "
               "'BEGIN; SELECT * FROM t%'") == "1\n";
  }));
  run.Settle(Decision::kCommit);
  holder.join();
  EXPECT_GT(host_.metrics["retries"], 0);
  ExpectMetrics(0, 1, 0);
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|new|2.00\n");
}

TEST_F(PostgresLoadFailure, ALockThatIsNotGivenUpIsNamed) {
  std::thread holder([] {
    server_->Execute("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1.5); COMMIT");
  });
  ASSERT_TRUE(Eventually([] {
    return Rows(
               "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND mode = "
               "'AccessExclusiveLock' AND granted") == "1\n";
  }));
  SinkRun run(host_, LoaderOptions("table: t", server_->port(), ", read_timeout: 1000"));
  const Failure failure = FailureOf([&] {
    run.Open(kSchema);
    run.Write(Batch());
    run.Prepare();
  });
  holder.join();
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("canceling statement due to lock timeout (error 55P03)"));
  EXPECT_THAT(failure.hint, HasSubstr("another session holds the rows or the table"));
  run.Destroy();
  ExpectNothingChanged();
}

TEST_F(PostgresLoadFailure, AConnectionThatBreaksDuringCommitIsAskedFor) {
  for (const Lose lose : {Lose::kStatement, Lose::kAnswer}) {
    LosingProxy proxy(server_->port(), std::string("COMMIT", 7));
    const bool applied = lose == Lose::kAnswer;
    SetRun(applied ? "answer" : "statement");
    SinkRun run(host_, LoaderOptions("table: t", proxy.port()));
    run.Open(kSchema);
    run.Write(Batch());
    run.Prepare();
    proxy.set_lose(lose);
    const Failure failure = FailureOf([&] { run.Commit(); });
    proxy.set_lose(Lose::kNothing);
    EXPECT_EQ(failure.status, ETL_UNKNOWN_OUTCOME);
    EXPECT_THAT(failure.what(), HasSubstr("broke during COMMIT"));
    run.Destroy();
    EXPECT_EQ(run.Committed(), applied);
    EXPECT_EQ(run.Committed(), applied);
    EXPECT_EQ(Rows("SELECT count(*) FROM t"), applied ? "2\n" : "1\n");
  }
  EXPECT_TRUE(NoLoaderIsLeft());
}

// Of a staged load nothing is lost: it is dropped, or published by whoever settles.
TEST_F(PostgresLoadFailure, AConnectionThatBreaksWhileRowsAreStaged) {
  for (const char* mode : {"replace", "upsert"}) {
    for (const Lose lose : {Lose::kStatement, Lose::kAnswer}) {
      LosingProxy proxy(server_->port(), std::string("COMMIT", 7));
      SinkRun run(host_,
                  LoaderOptions(Format("table: t, key: [id], mode: {}", std::string_view(mode)),
                                proxy.port()));
      run.Open(kSchema);
      run.Write(Batch());
      proxy.set_lose(lose);
      const Failure failure = FailureOf([&] { run.Prepare(); });
      EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
      EXPECT_THAT(failure.what(), HasSubstr("broke: cannot stage the rows of the table t"));
      proxy.set_lose(Lose::kNothing);
      run.Destroy();
      ExpectNothingChanged();
    }
  }
}

TEST_F(PostgresLoadFailure, AConnectionThatBreaksWhileRowsAreSent) {
  for (const auto cut : {proxy::Cut::kFin, proxy::Cut::kReset, proxy::Cut::kStall}) {
    proxy::CuttingProxy proxy(server_->port());
    const auto load = [&] {
      SinkRun run(host_, LoaderOptions("table: t", proxy.port(),
                                       ", read_timeout: 400, connect_timeout: 400"));
      run.Open(kSchema);
      run.Write(Batch());
      run.Prepare();
    };
    load();
    load();  // the first creates the table of marks
    const std::int64_t whole = proxy.bytes();
    ASSERT_GT(whole, 500);
    for (std::int64_t at = 10; at < whole; at += cut == proxy::Cut::kStall ? 400 : 53) {
      proxy.CutAfter(at, cut);
      const Failure failure = FailureOf(load);
      EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << at << failure.what();
      EXPECT_THAT(failure.what(), HasSubstr(Format("127.0.0.1:{}", proxy.port())));
    }
    proxy.CutAfter(-1);
  }
  EXPECT_TRUE(NoLoaderIsLeft());
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
}

TEST_F(PostgresLoadFailure, TheMarkTellsWhatBecameOfATransaction) {
  SinkRun run(host_, LoaderOptions("table: t"));
  run.Open(kSchema);
  run.Write(Batch());
  const sql_sink::Token token = sql_sink::Token::Read(run.Prepare());
  EXPECT_FALSE(run.Committed());
  // As long as somebody's transaction holds the mark, nobody can say.
  const auto options = etl::detail::ReadOptions<PostgresSinkOptions>(
      host_.get(), host_.Options(LoaderOptions("table: t")));
  Context context(host_.get());
  Interrupter interrupter;
  WriteConnection holder(options.connection, context, interrupter);
  holder.Begin();
  InsertMark(holder, TableName{"public", "t"}, token);
  const Failure failure = FailureOf([&] { run.Committed(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("is still open"));
  holder.Rollback();
  EXPECT_FALSE(run.Committed());
  run.Commit();
  EXPECT_TRUE(run.Committed());
  EXPECT_TRUE(run.Committed());
}

// The server answers a COMMIT that cannot be with ROLLBACK, and no error.
TEST_F(PostgresLoadFailure, ACommitThatRollsBackIsNoCommit) {
  const auto options = etl::detail::ReadOptions<PostgresSinkOptions>(
      host_.get(), host_.Options(LoaderOptions("table: t")));
  Context context(host_.get());
  Interrupter interrupter;
  WriteConnection connection(options.connection, context, interrupter);
  connection.Begin();
  EXPECT_THROW(connection.Execute("SELECT 1/0"), StatementFailed);
  EXPECT_THROW(connection.Commit(), StatementFailed);
}

TEST_F(PostgresLoadFailure, AServerThatDiesBeforeTheCommit) {
  SinkRun run(host_, LoaderOptions("table: t"));
  run.Open(kSchema);
  run.Write(Batch());
  run.Prepare();
  const auto pids = server_->Query("SELECT pid FROM pg_stat_activity WHERE usename = 'loader'");
  ASSERT_EQ(pids.size(), 1u);
  server_->Stop(SIGKILL);
  // A session's process outlives that of the server for a moment, and would still answer.
  ASSERT_TRUE(Eventually([&] { return kill(std::atoi(pids[0][0]->c_str()), 0) != 0; }));
  const Failure failure = FailureOf([&] { run.Commit(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR)
      << "the mark was not answered: no COMMIT was sent";
  run.Destroy();
  server_->Start();
  EXPECT_FALSE(run.Committed());
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
}

// It ends all of the server's processes, and begins anew.
TEST_F(PostgresLoadFailure, AServerProcessThatIsKilledWhileItLoads) {
  const auto checkpointer = [] {
    try {
      return Rows("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
    } catch (const std::runtime_error&) {
      return std::string();  // not up again
    }
  };
  const std::string before = checkpointer();
  SinkRun run(host_, LoaderOptions("table: t, mode: replace"));
  run.Open(kSchema);
  run.Write(Batch());
  const auto pids = server_->Query("SELECT pid FROM pg_stat_activity WHERE usename = 'loader'");
  ASSERT_EQ(pids.size(), 1u);
  ASSERT_EQ(kill(std::atoi(pids[0][0]->c_str()), SIGKILL), 0);
  const Failure failure = FailureOf([&] { run.Prepare(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("broke: cannot load the table t"));
  run.Destroy();
  ASSERT_TRUE(Eventually([&] {
    const std::string now = checkpointer();
    return !now.empty() && now != before;
  }));
  EXPECT_EQ(Rows("SELECT * FROM t"), "1|old|1.00\n");
  EXPECT_EQ(Leftovers(), "");
}

TEST_F(PostgresLoadFailure, ACancelEndsAWaitForTheServer) {
  std::thread holder([] {
    server_->Execute("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT");
  });
  ASSERT_TRUE(Eventually([] {
    return Rows(
               "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND mode = "
               "'AccessExclusiveLock' AND granted") == "1\n";
  }));
  SinkRun run(host_, LoaderOptions("table: t"));
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    run.Cancel();
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_STREQ(FailureOf([&] {
                 run.Open(kSchema);
                 run.Write(Batch());
                 run.Prepare();
               }).what(),
               "cancelled");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1500));
  cancel.join();
  run.Destroy();
  holder.join();
  ExpectNothingChanged();
}

TEST_F(PostgresLoadFailure, ATokenIsGoodForItsOwnDatabaseOnly) {
  SinkRun run(host_, LoaderOptions("table: t, mode: replace"));
  run.Open(kSchema);
  const std::string token = run.Prepare();
  run.Destroy();
  const etl_component& table = etl::testing::TableOf<PostgresSink>();
  const Failure failure = FailureOf([&] {
    host_.Check(table.settle(
        &table, host_.get(),
        host_.Options(LoaderOptions("table: t", server_->port(), ", database: postgres")),
        etl::detail::ToStr(token), ETL_COMMIT));
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("but the connection leads to"));
  run.Settle(Decision::kAbort);
}

}  // namespace
}  // namespace etl::postgres
