// SPDX-License-Identifier: Apache-2.0
// What is said and what is left behind when the server or the connection fails.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "plugins/mysql/server_test_base.h"

namespace etl::mysql {
namespace {

using ::testing::Not;
using Clock = std::chrono::steady_clock;

constexpr const char* kManyRows =
    "CREATE TABLE t (id INT PRIMARY KEY, filler CHAR(200)) ENGINE=InnoDB; "
    "INSERT INTO t SELECT seq, REPEAT('x', 200) FROM seq_1_to_100000";

class MysqlFailure : public ServerTest {
 protected:
  Failure ConnectFailure(const std::string& connection) {
    const Failure failure = FailureOf([&] {
      etl::testing::MakeOffer<MysqlSource>(
          host_, "{connection: {" + connection + "}, query: SELECT 1 AS a}", {});
    });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what() + failure.hint, Not(HasSubstr("s3cret")));
    return failure;
  }
  std::string Key(const std::string& url) { return "url: \"" + url + "\""; }
  std::string Host() const { return Format("127.0.0.1:{}", server_->port()); }
};

// An instance whose stream has been opened.
class Reader {
 public:
  Reader(Host& host, const std::string& options)
      : host_(host),
        source_(std::make_unique<etl::testing::InstanceOf<MysqlSource>>(host, host.Options(options),
                                                                        nullptr)) {
    host.Check(etl::testing::TableOf<MysqlSource>().open_source(source_->get(), &stream_));
  }
  ~Reader() { Release(); }
  void Release() {
    if (stream_.release) stream_.release(&stream_);
    source_.reset();
  }
  std::int64_t ReadSome() {
    ArrowArray array;
    host_.Check(stream_.get_next(&stream_, &array));
    if (!array.release) return 0;
    const std::int64_t rows = array.length;
    array.release(&array);
    return rows;
  }
  void ReadAll() {
    while (ReadSome() > 0) continue;
  }
  void Cancel() { source_->Cancel(); }

 private:
  Host& host_;
  std::unique_ptr<etl::testing::InstanceOf<MysqlSource>> source_;
  ArrowArrayStream stream_{};
};

TEST_F(MysqlFailure, SaysWhyItCannotConnect) {
  const std::string good = Url();
  Failure failure = ConnectFailure("url: \"" + good + "\", password: wrong-s3cret");
  EXPECT_THAT(failure.what(), HasSubstr("cannot connect to " + Host() + ": Access denied"));
  EXPECT_THAT(failure.what(), HasSubstr("1045"));
  EXPECT_THAT(failure.hint, HasSubstr("password"));
  EXPECT_EQ(host_.metrics["retries"], 0);

  failure = ConnectFailure("url: \"" + good + "\", user: root, database: absent");
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  failure = ConnectFailure("socket: " + server_->socket() + ", user: root, database: absent");
  EXPECT_THAT(failure.what(), HasSubstr("Unknown database"));
  EXPECT_THAT(failure.hint, HasSubstr("database"));

  failure = ConnectFailure(Key("mysql://u:s3cret@nowhere.invalid/x") + ", tls: {mode: off}");
  EXPECT_THAT(failure.what(), HasSubstr("cannot connect to nowhere.invalid:3306"));
  EXPECT_THAT(failure.hint, HasSubstr("host"));
  failure = ConnectFailure("socket: /nonexistent/socket");
  EXPECT_THAT(failure.what(), HasSubstr("/nonexistent/socket"));
}

TEST_F(MysqlFailure, TriesARefusedConnectionAgain) {
  const Failure failure = ConnectFailure(Key("mysql://u:s3cret@127.0.0.1:1/x"));
  EXPECT_THAT(failure.what(), HasSubstr("cannot connect to 127.0.0.1:1"));
  EXPECT_THAT(failure.hint, HasSubstr("is the server running"));
  EXPECT_EQ(host_.metrics["retries"], 2);
}

TEST_F(MysqlFailure, WaitsForAFreeConnection) {
  Execute("SET GLOBAL max_user_connections=1; CREATE TABLE t (id INT); INSERT INTO t VALUES (1)");
  auto holder = std::make_unique<Reader>(host_, Options("query: SELECT SLEEP(0) AS a"));
  std::thread leave([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    holder.reset();
  });
  etl::testing::Host host;
  EXPECT_EQ(etl::testing::ReadSource<MysqlSource>(host, Options("table: t")).text, "1\n");
  EXPECT_GT(host.metrics["retries"], 0);
  leave.join();
  Execute("SET GLOBAL max_user_connections=50");
}

TEST_F(MysqlFailure, GivesUpOnAServerThatDoesNotAnswer) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);  // accepts, and says nothing
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(fd, 5), 0);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string url = Format("mysql://u:s3cret@127.0.0.1:{}/x", ntohs(address.sin_port));
  auto begin = Clock::now();
  const Failure failure = ConnectFailure(Key(url) + ", connect_timeout: 1000");
  EXPECT_THAT(failure.what(), HasSubstr("cannot connect to 127.0.0.1"));
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(4));

  etl::testing::InstanceOf<MysqlSource> source(
      host_, host_.Options("{connection: {" + Key(url) + "}, table: t}"), nullptr);
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.Cancel();
  });
  begin = Clock::now();
  ArrowArrayStream stream;
  EXPECT_EQ(etl::testing::TableOf<MysqlSource>().open_source(source.get(), &stream), ETL_CANCELLED);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(1));
  cancel.join();
  close(fd);
}

TEST_F(MysqlFailure, NeverTakesACutForTheEnd) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("table: t"));
  reader.ReadSome();
  Execute("KILL " + *Sessions().at(0)[0]);
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("the rows of " + Host() + " broke off after row "));
  EXPECT_GE(failure.row, 100);
  EXPECT_LT(failure.row, 100'000);
  reader.Release();
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlFailure, ReportsAQueryThatTheServerStops) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("table: t"));
  reader.ReadSome();
  Execute("KILL QUERY " + *Sessions().at(0)[0]);
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("interrupted"));
  reader.Release();
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlFailure, LeavesNoSessionWhenNobodyWantsMoreRows) {
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

TEST_F(MysqlFailure, CancelStopsAQueryThatHasGivenNoRowYet) {
  Execute(kManyRows);
  etl::testing::InstanceOf<MysqlSource> source(
      host_,
      host_.Options(Options("query: \"SELECT count(*) AS n FROM t a, t b WHERE a.filler <> "
                            "b.filler\", schema: {n: bigint}")),
      nullptr);
  std::thread cancel([&] {
    Eventually([] {
      const auto sessions = Sessions();
      return sessions.size() == 1 && sessions[0][2].value_or("").starts_with("SELECT count");
    });
    source.Cancel();
    source.Cancel();
  });
  ArrowArrayStream stream{};
  int status = etl::testing::TableOf<MysqlSource>().open_source(source.get(), &stream);
  if (status == ETL_OK) {
    ArrowArray array;
    status = stream.get_next(&stream, &array);
    stream.release(&stream);
  }
  EXPECT_EQ(status, ETL_CANCELLED);
  EXPECT_TRUE(host_.failures.empty());
  cancel.join();
}

TEST_F(MysqlFailure, ACancelledSourceLeavesNoSession) {
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

TEST_F(MysqlFailure, TimesOutOnASilentServer) {
  const auto begin = Clock::now();
  const Failure failure = FailureOf([&] {
    etl::testing::ReadSource<MysqlSource>(
        host_, Options("query: SELECT SLEEP(20) AS a", ", read_timeout: 1000"));
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr(Host() + " sent nothing for too long (read_timeout), before the first row"));
  EXPECT_THAT(failure.hint, HasSubstr("read_timeout"));
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlFailure, EndsAtItsTotalTimeout) {
  const Failure failure = FailureOf([&] {
    etl::testing::ReadSource<MysqlSource>(
        host_, Options("query: SELECT SLEEP(20) AS a", ", total_timeout: 700"));
  });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("total_timeout of 700 ms"));
  EXPECT_TRUE(NoSessionIsLeft());
}

TEST_F(MysqlFailure, SurvivesTheServersDeath) {
  Execute(kManyRows);
  host_.set_batch_rows(100);
  Reader reader(host_, Options("table: t"));
  reader.ReadSome();
  server_->Stop(SIGKILL);
  const Failure failure = FailureOf([&] { reader.ReadAll(); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  reader.Release();
  server_->Start();
}

TEST_F(MysqlFailure, LetsItsReaderPause) {
  Execute(std::string(kManyRows) + "; SET GLOBAL net_write_timeout=1");
  host_.set_batch_rows(1000);
  Reader reader(host_, Options("table: t"));
  std::int64_t rows = reader.ReadSome();
  std::this_thread::sleep_for(std::chrono::seconds(3));
  while (const std::int64_t more = reader.ReadSome()) rows += more;
  EXPECT_EQ(rows, 100'000);
  Execute("SET GLOBAL net_write_timeout=60");
}

}  // namespace
}  // namespace etl::mysql
