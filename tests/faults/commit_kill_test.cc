// SPDX-License-Identifier: Apache-2.0
// A run whose appended rows, file and cursor are decided by the COMMIT of a server, killed just
// before that statement reaches it, and just after: rows come once, and the cursor agrees.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/support/mariadb/private_mariadb.h"
#include "tests/support/postgres/private_postgres.h"
#include "tests/support/process/child_process.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"
#include "tests/support/proxy/losing_proxy.h"

namespace etl::faults {
namespace {

using proxy::Lose;
using proxy::LosingProxy;

// A server with the table `t` and a user who may load it, behind a proxy.
class Server {
 public:
  virtual ~Server() = default;
  virtual std::string Url(int port) const = 0;
  virtual int port() const = 0;
  virtual std::string commit() const = 0;
  // "count/count of distinct ids/greatest id"
  virtual std::string Counts() = 0;
};

class Mysql final : public Server {
 public:
  Mysql() {
    server_.Execute(
        "CREATE TABLE t (id BIGINT) ENGINE=InnoDB; CREATE USER app@'%' IDENTIFIED BY 'pass'; GRANT "
        "ALL ON test.* TO app@'%'");
  }
  std::string Url(int port) const override {
    return "mysql://app:pass@127.0.0.1:" + std::to_string(port) + "/test";
  }
  int port() const override { return server_.port(); }
  std::string commit() const override { return "\3COMMIT"; }
  std::string Counts() override {
    return *server_.Query("SELECT CONCAT_WS('/', COUNT(*), COUNT(DISTINCT id), MAX(id)) FROM t")
                .at(0)
                .at(0);
  }

 private:
  mariadb::PrivateMariaDb server_{{true, {}}};
};

class Postgres final : public Server {
 public:
  Postgres() {
    server_.Execute(
        "CREATE TABLE t (id bigint); CREATE USER app PASSWORD 'pass'; GRANT ALL ON t TO app; GRANT "
        "ALL ON SCHEMA public TO app");
  }
  std::string Url(int port) const override {
    return "postgres://app:pass@127.0.0.1:" + std::to_string(port) + "/test";
  }
  int port() const override { return server_.port(); }
  std::string commit() const override { return std::string("COMMIT", 7); }
  std::string Counts() override {
    return *server_.Query("SELECT concat_ws('/', count(*), count(DISTINCT id), max(id)) FROM t")
                .at(0)
                .at(0);
  }

 private:
  postgres_server::PrivatePostgres server_;
};

class CommitKill : public testing::Test {
 protected:
  CommitKill() { options_.cwd = directory_.path(); }

  void WritePipeline(const std::string& url) {
    directory_.Write(
        "news.yaml",
        "version: 1\nname: news\nconnections:\n  db: {url: \"" + url +
            "\"}\nsources:\n  rows: {use: csv, path: rows.csv, incremental: {cursor: "
            "id}, schema: {id: bigint}}\nsinks:\n  table: {connection: db, from: rows, "
            "table: t}\n  file: {use: csv, from: rows, path: out.csv}\n");
  }
  void WriteRows(int last) {
    std::string rows = "id\n";
    for (int id = 1; id <= last; ++id) rows += std::to_string(id) + "\n";
    directory_.Write("rows.csv", rows);
  }
  process::ProgramResult Run(const std::string& verb) const {
    return process::RunProgram({ETL_PROGRAM, verb, "news.yaml"}, options_);
  }
  std::string Cursor() const {
    return process::RunProgram({ETL_PROGRAM, "state", "show", "news"}, options_).out;
  }
  static std::string CursorAt(int id) { return "rows: id bigint " + std::to_string(id) + "\n"; }
  static std::string Once(int rows) {
    const std::string count = std::to_string(rows);
    return count + "/" + count + "/" + count;
  }
  // What the last run that published anything has written.
  static std::string File(int first, int last) {
    std::string rows = "id\n";
    for (int id = first; id <= last; ++id) rows += std::to_string(id) + "\n";
    return rows;
  }
  bool NothingIsPending() const {
    return !std::filesystem::exists(directory_.path() / ".etl/news/journal");
  }

  void KillAtCommit(Server& server) {
    LosingProxy proxy(server.port(), server.commit());
    WritePipeline(server.Url(proxy.port()));
    int last = 3;
    WriteRows(last);
    const auto first = Run("run");
    ASSERT_EQ(first.exit_code, 0) << first.Describe();
    for (const std::string verb : {"recover", "run"}) {
      for (const Lose lose : {Lose::kStatement, Lose::kAnswer}) {
        WriteRows(last + 3);
        {
          process::ChildProcess run({ETL_PROGRAM, "run", "news.yaml"}, options_);
          proxy.Then([&] { run.Signal(SIGKILL); });
          proxy.set_lose(lose);
          ASSERT_EQ(run.Wait().signal, SIGKILL);
        }
        proxy.set_lose(Lose::kNothing);
        const bool committed = lose == Lose::kAnswer;
        const auto after = Run(verb);
        ASSERT_EQ(after.exit_code, 0) << after.Describe();
        const bool is_new = committed || verb == "run";
        EXPECT_EQ(server.Counts(), Once(is_new ? last + 3 : last)) << verb << committed;
        EXPECT_EQ(Cursor(), CursorAt(is_new ? last + 3 : last)) << verb << committed;
        // A run after one that had committed has no news.
        EXPECT_EQ(directory_.Read("out.csv"),
                  verb == "recover" || !committed
                      ? File(is_new ? last + 1 : last - 2, is_new ? last + 3 : last)
                      : "id\n")
            << verb << committed;
        EXPECT_TRUE(NothingIsPending());
        if (!is_new) {
          ASSERT_EQ(Run("run").exit_code, 0);
        }
        last += 3;
        EXPECT_EQ(server.Counts(), Once(last));
      }
    }
  }

  process::TempDir directory_;
  process::ProgramOptions options_;
};

TEST_F(CommitKill, Mysql) {
  Mysql server;
  KillAtCommit(server);
}

TEST_F(CommitKill, Postgres) {
  Postgres server;
  KillAtCommit(server);
}

// SQLite commits inside the process, so: at any moment.
TEST_F(CommitKill, SqliteAtAnyMoment) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr int kMoments = 20;
#else
  constexpr int kMoments = 80;
#endif
  constexpr int kNews = 400;
  WritePipeline("sqlite:rows.db");
  std::string pipeline = directory_.Read("news.yaml");
  pipeline.replace(pipeline.find("sources:"), 0, "  other: {url: \"sqlite:other.db\"}\n");
  pipeline +=
      "  merged: {connection: other, from: rows, table: m, mode: upsert, key: [id], create: "
      "true}\n";
  directory_.Write("news.yaml", pipeline);
  directory_.Write("count.yaml", R"(version: 1
name: count
connections:
  db: {url: "sqlite:rows.db"}
  other: {url: "sqlite:other.db"}
sources:
  t:
    connection: db
    query: SELECT count(*) || '/' || count(DISTINCT id) || '/' || max(id) AS counts FROM t
    schema: {counts: string}
  m:
    connection: other
    query: >-
      SELECT count(*) || ' ' || (SELECT count(*) FROM sqlite_schema WHERE name LIKE '%\_\_%' ESCAPE '\')
      AS counts FROM m
    schema: {counts: string}
transforms:
  both: {use: union, from: [t, m]}
sinks:
  out: {use: csv, from: both, path: count.csv}
)");
  const auto counts = [&] {
    const auto got = process::RunProgram({ETL_PROGRAM, "run", "count.yaml", "-q"}, options_);
    EXPECT_EQ(got.exit_code, 0) << got.Describe();
    return directory_.Read("count.csv");
  };
  const auto expected = [](int rows) {
    return "counts\n" + Once(rows) + "\n" + std::to_string(rows) + " 0\n";
  };
  ASSERT_EQ(process::RunProgram({"sqlite3", (directory_.path() / "rows.db").string(),
                                 "CREATE TABLE t (id INTEGER)"},
                                options_)
                .exit_code,
            0);
  int last = kNews;
  WriteRows(last);
  const auto clean = Run("run");
  ASSERT_EQ(clean.exit_code, 0) << clean.Describe();
  ASSERT_EQ(counts(), expected(last));
  const auto length = std::max(clean.elapsed, std::chrono::milliseconds(30));
  std::mt19937 random(20230602);
  int finished = 0, undone = 0;
  for (int i = 0; i < kMoments; ++i) {
    WriteRows(last + kNews);
    {
      process::ChildProcess run({ETL_PROGRAM, "run", "news.yaml"}, options_);
      std::this_thread::sleep_for(
          std::chrono::microseconds(random() % static_cast<unsigned>(length.count() * 1150)));
      run.Signal(SIGKILL);
      run.Wait();
    }
    const auto recovered = Run("recover");
    ASSERT_EQ(recovered.exit_code, 0) << recovered.Describe();
    const bool is_new = Cursor() == CursorAt(last + kNews);
    ASSERT_EQ(Cursor(), CursorAt(is_new ? last + kNews : last)) << "moment " << i;
    ASSERT_EQ(counts(), expected(is_new ? last + kNews : last)) << "moment " << i;
    ++(is_new ? finished : undone);
    if (!is_new) {
      ASSERT_EQ(Run("run").exit_code, 0);
    }
    ASSERT_TRUE(NothingIsPending());
    last += kNews;
    ASSERT_EQ(counts(), expected(last)) << "moment " << i;
  }
  EXPECT_GT(undone, kMoments / 10);
  EXPECT_GT(finished, 0);
}

}  // namespace
}  // namespace etl::faults
