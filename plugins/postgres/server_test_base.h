// SPDX-License-Identifier: Apache-2.0
// For tests of the postgres source against a real server of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "etl/testing/harness.h"
#include "plugins/postgres/source.h"
#include "tests/support/postgres/private_postgres.h"

namespace etl::postgres {

using etl::testing::Failure;
using etl::testing::Host;
using etl::testing::Offered;
using ::testing::HasSubstr;

// What `action` reports.
template <typename Action>
Failure FailureOf(Action action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure;
  }
  ADD_FAILURE() << "nothing failed";
  return {0, ""};
}

// True as soon as `condition` is, false after ten seconds.
template <typename Condition>
bool Eventually(Condition condition) {
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// One server for all tests of a suite; an empty schema `public` for each, and the user `app`.
class ServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = new postgres_server::PrivatePostgres({{"max_connections=30"}});
    Execute("CREATE USER app PASSWORD 's3cret-word'");
  }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  ServerTest() {
    Execute(
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO app; "
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app");
  }

  static void Execute(const std::string& sql) { server_->Execute(sql); }
  static std::string UrlAt(int port) {
    return Format("postgres://app:s3cret-word@127.0.0.1:{}/test", port);
  }
  static std::string Options(const std::string& rest, const std::string& connection = "") {
    return "{connection: {url: \"" + UrlAt(server_->port()) + "\"" + connection + "}, " + rest +
           "}";
  }
  etl::testing::Rows Rows(const std::string& rest, const Scan& scan = {}) {
    return etl::testing::ReadSource<PostgresSource>(host_, Options(rest), scan);
  }
  std::string Read(const std::string& rest, const Scan& scan = {}) { return Rows(rest, scan).text; }
  Offered Offer(const std::string& rest, const Scan& wanted = {}) {
    return etl::testing::MakeOffer<PostgresSource>(host_, Options(rest), wanted);
  }
  Failure ReadFailure(const std::string& rest) {
    return FailureOf([&] { Read(rest); });
  }
  // Process and query of each session of the user `app` in the server.
  static std::vector<postgres_server::Row> Sessions() {
    return server_->Query("SELECT pid, query FROM pg_stat_activity WHERE usename = 'app'");
  }
  static bool NoSessionIsLeft() {
    return Eventually([] { return Sessions().empty(); });
  }

  static inline postgres_server::PrivatePostgres* server_ = nullptr;
  Host host_;
};

// An instance whose stream has been opened.
class Reader {
 public:
  Reader(Host& host, const std::string& options)
      : host_(host),
        source_(std::make_unique<etl::testing::InstanceOf<PostgresSource>>(
            host, host.Options(options), nullptr)) {
    host.Check(etl::testing::TableOf<PostgresSource>().open_source(source_->get(), &stream_));
  }
  Reader(const Reader&) = delete;
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
  std::unique_ptr<etl::testing::InstanceOf<PostgresSource>> source_;
  ArrowArrayStream stream_{};
};

}  // namespace etl::postgres
