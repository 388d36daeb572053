// SPDX-License-Identifier: Apache-2.0
// For tests of the mysql source against a real server of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "etl/testing/harness.h"
#include "plugins/mysql/source.h"
#include "tests/support/mariadb/private_mariadb.h"

namespace etl::mysql {

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

// One server for all tests of a suite; a database of its own, with the user `app`, for each.
class ServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ =
        new mariadb::PrivateMariaDb({.tcp = true, .arguments = {"--max-user-connections=50"}});
    server_->Execute(
        "CREATE USER app@'%' IDENTIFIED BY 's3cret-word'; GRANT SELECT ON test.* TO app@'%'");
  }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  ServerTest() { Execute("DROP DATABASE test; CREATE DATABASE test CHARACTER SET utf8mb4"); }

  static void Execute(const std::string& sql) { server_->Execute(sql); }
  static std::string Url() {
    return Format("mysql://app:s3cret-word@127.0.0.1:{}/test", server_->port());
  }
  static std::string Options(const std::string& rest, const std::string& connection = "") {
    return "{connection: {url: \"" + Url() + "\"" + connection + "}, " + rest + "}";
  }
  etl::testing::Rows Rows(const std::string& rest, const Scan& scan = {}) {
    return etl::testing::ReadSource<MysqlSource>(host_, Options(rest), scan);
  }
  std::string Read(const std::string& rest, const Scan& scan = {}) { return Rows(rest, scan).text; }
  Offered Offer(const std::string& rest, const Scan& wanted = {}) {
    return etl::testing::MakeOffer<MysqlSource>(host_, Options(rest), wanted);
  }
  Failure ReadFailure(const std::string& rest) {
    return FailureOf([&] { Read(rest); });
  }
  // Sessions of the user `app` in the server.
  static std::vector<mariadb::Row> Sessions() {
    return server_->Query(
        "SELECT ID, COMMAND, INFO FROM information_schema.PROCESSLIST WHERE USER = 'app'");
  }
  static bool NoSessionIsLeft() {
    return Eventually([] { return Sessions().empty(); });
  }

  static inline mariadb::PrivateMariaDb* server_ = nullptr;
  Host host_;
};

}  // namespace etl::mysql
