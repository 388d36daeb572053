// SPDX-License-Identifier: Apache-2.0
// What is said and what is left behind when the server or the connection fails.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "plugins/postgres/server_test_base.h"

namespace etl::postgres {
namespace {

using ::testing::Not;
using Clock = std::chrono::steady_clock;

constexpr const char* kManyRows =
    "CREATE TABLE t (id int PRIMARY KEY, filler char(200)); "
    "INSERT INTO t SELECT g, repeat('x', 200) FROM generate_series(1, 100000) g";

class PostgresFailure : public ServerTest {
 protected:
  Failure ConnectFailure(const std::string& connection) {
    const Failure failure = FailureOf([&] {
      etl::testing::MakeOffer<PostgresSource>(
          host_, "{connection: {" + connection + "}, query: SELECT 1 AS a}", {});
    });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what() + failure.hint, Not(HasSubstr("s3cret")));
    return failure;
  }
  static std::string Key(const std::string& url) { return "url: \"" + url + "\""; }
  static std::string Name() { return Format("127.0.0.1:{}", server_->port()); }
};

TEST_F(PostgresFailure, SaysWhyItCannotConnect) {
  const std::string good = Key(UrlAt(server_->port()));
  Failure failure = ConnectFailure(good + ", password: wrong-s3cret");
  EXPECT_EQ(failure.what(), "cannot connect to " + Name() +
                                ": password authentication failed for user \"app\" (error 28P01)");
  EXPECT_THAT(failure.hint, HasSubstr("password"));
  EXPECT_EQ(host_.metrics["retries"], 0);

  failure = ConnectFailure(good + ", database: absent");
  EXPECT_THAT(failure.what(), HasSubstr("database \"absent\" does not exist (error 3D000)"));
  EXPECT_THAT(failure.hint, HasSubstr("database"));

  failure = ConnectFailure(Key("postgres://u:s3cret@nowhere.invalid/x") + ", tls: {mode: off}");
  EXPECT_THAT(failure.what(), HasSubstr("cannot connect to nowhere.invalid:5432"));
  EXPECT_THAT(failure.hint, HasSubstr("host"));
  failure = ConnectFailure("socket: /nonexistent, user: app");
  EXPECT_THAT(failure.what(), HasSubstr("/nonexistent/.s.PGSQL.5432: No such file"));
}

TEST_F(PostgresFailure, TriesARefusedConnectionAgain) {
  const Failure failure = ConnectFailure(Key("postgres://u:s3cret@127.0.0.1:1/x"));
  EXPECT_STREQ(failure.what(), "cannot connect to 127.0.0.1:1: Connection refused");
  EXPECT_THAT(failure.hint, HasSubstr("is the server running"));
  EXPECT_EQ(host_.metrics["retries"], 2);
}

TEST_F(PostgresFailure, WaitsForAFreeConnection) {
  Execute("ALTER ROLE app CONNECTION LIMIT 1; CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  auto holder = std::make_unique<Reader>(host_, Options("query: SELECT 1 AS a"));
  std::thread leave([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    holder.reset();
  });
  etl::testing::Host host;
  EXPECT_EQ(etl::testing::ReadSource<PostgresSource>(host, Options("table: t")).text, "1\n");
  EXPECT_GT(host.metrics["retries"], 0);
  leave.join();
  Execute("ALTER ROLE app CONNECTION LIMIT -1");
}

TEST_F(PostgresFailure, GivesUpOnAServerThatDoesNotAnswer) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);  // accepts, and says nothing
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(fd, 5), 0);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string url = Format("postgres://u:s3cret@127.0.0.1:{}/x", ntohs(address.sin_port));
  auto begin = Clock::now();
  const Failure failure = ConnectFailure(Key(url) + ", connect_timeout: 500");
  EXPECT_THAT(failure.what(), HasSubstr("no answer within the connect_timeout of 500 ms"));
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));

  etl::testing::InstanceOf<PostgresSource> source(
      host_, host_.Options("{connection: {" + Key(url) + "}, table: t}"), nullptr);
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.Cancel();
  });
  begin = Clock::now();
  ArrowArrayStream stream;
  EXPECT_EQ(etl::testing::TableOf<PostgresSource>().open_source(source.get(), &stream),
            ETL_CANCELLED);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(1));
  cancel.join();
  close(fd);
}

TEST_F(PostgresFailure, NeverTakesACutForTheEnd) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("table: t"));
  reader.ReadSome();
  Execute("SELECT pg_terminate_backend(" + *Sessions().at(0)[0] + ")");
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("the rows of " + Name() + " broke off after row "));
  EXPECT_GE(failure.row, 100);
  EXPECT_LT(failure.row, 100'000);
  reader.Release();
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresFailure, ReportsAQueryThatTheServerStops) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("query: \"SELECT id, pg_sleep(0.001) IS NULL AS x FROM t\""));
  reader.ReadSome();
  Execute("SELECT pg_cancel_backend(" + *Sessions().at(0)[0] + ")");
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("canceling statement due to user request (error 57014)"));
  reader.Release();
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresFailure, ReportsAnErrorInTheMiddleOfTheRows) {
  Execute("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 50000) g");
  const Failure failure = ReadFailure("query: SELECT 1 / (id - 40000) AS x FROM t");
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_EQ(failure.what(), "the rows of " + Name() +
                                " broke off after row 39,999: division by zero (error 22012)");
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresFailure, LeavesNoSessionWhenNobodyWantsMoreRows) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("query: \"SELECT a.id FROM t a, t b, t c\""));
  reader.ReadSome();
  EXPECT_EQ(Sessions().size(), 1u);
  const auto begin = Clock::now();
  reader.Release();
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(2));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresFailure, CancelStopsAQueryThatHasGivenNoRowYet) {
  Execute(kManyRows);
  etl::testing::InstanceOf<PostgresSource> source(
      host_,
      host_.Options(
          Options("query: \"SELECT count(*) AS n FROM t a, t b WHERE a.filler <> b.filler\"")),
      nullptr);
  std::thread cancel([&] {
    Eventually([] {
      const auto sessions = Sessions();
      return sessions.size() == 1 && sessions[0][1].value_or("").starts_with("COPY");
    });
    source.Cancel();
    source.Cancel();
  });
  ArrowArrayStream stream{};
  int status = etl::testing::TableOf<PostgresSource>().open_source(source.get(), &stream);
  if (status == ETL_OK) {
    ArrowArray array;
    status = stream.get_next(&stream, &array);
    stream.release(&stream);
  }
  EXPECT_EQ(status, ETL_CANCELLED);
  EXPECT_TRUE(host_.failures.empty());
  cancel.join();
}

TEST_F(PostgresFailure, ACancelledSourceLeavesNoSession) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("query: \"SELECT a.id FROM t a, t b, t c\""));
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    reader.Cancel();
  });
  const auto begin = Clock::now();
  EXPECT_STREQ(FailureOf([&] { reader.ReadAll(); }).what(), "cancelled");
  reader.Release();
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));
  cancel.join();
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresFailure, TimesOutOnASilentServer) {
  const auto begin = Clock::now();
  const Failure failure = FailureOf([&] {
    etl::testing::ReadSource<PostgresSource>(
        host_, Options("query: SELECT pg_sleep(20) IS NULL AS a", ", read_timeout: 500"));
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr(Name() + " sent nothing for 500 ms (read_timeout), "));
  EXPECT_THAT(failure.hint, HasSubstr("read_timeout"));
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(PostgresFailure, EndsAtItsTotalTimeout) {
  const Failure failure = FailureOf([&] {
    etl::testing::ReadSource<PostgresSource>(
        host_, Options("query: SELECT pg_sleep(20) IS NULL AS a", ", total_timeout: 700"));
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("total_timeout of 700 ms"));
  EXPECT_TRUE(NoSessionIsLeft());
}

// A crash of one process ends all of the server's sessions.
TEST_F(PostgresFailure, SurvivesTheDeathOfItsServerProcess) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("table: t"));
  reader.ReadSome();
  ASSERT_EQ(kill(std::atoi(Sessions().at(0)[0]->c_str()), SIGKILL), 0);
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("broke off after row "));
  EXPECT_THAT(failure.what(), HasSubstr("closed the connection unexpectedly"));
  EXPECT_THAT(failure.what(), Not(HasSubstr("probably")));
  EXPECT_TRUE(Eventually([] {
    try {
      return Sessions().empty();
    } catch (const std::runtime_error&) {
      return false;
    }
  }));
}

TEST_F(PostgresFailure, SurvivesTheServersEnd) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("table: t"));
  reader.ReadSome();
  server_->Stop(SIGQUIT);  // at once, with all its processes
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  reader.Release();
  server_->Start();
}

TEST_F(PostgresFailure, LetsItsReaderPause) {
  Execute(kManyRows);
  host_.set_batch_rows(1000);
  Reader reader(host_, Options("table: t", ", read_timeout: 500"));
  std::int64_t rows = reader.ReadSome();
  std::this_thread::sleep_for(std::chrono::seconds(1));
  while (const std::int64_t more = reader.ReadSome()) rows += more;
  EXPECT_EQ(rows, 100'000);
}

}  // namespace
}  // namespace etl::postgres
