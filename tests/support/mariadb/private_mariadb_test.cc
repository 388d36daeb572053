// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mariadb/private_mariadb.h"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

namespace etl::mariadb {
namespace {

TEST(PrivateMariaDb, ExecutesQueriesAndLeavesNothing) {
  std::filesystem::path directory;
  pid_t pid = 0;
  {
    PrivateMariaDb server;
    directory = server.directory();
    pid = server.pid();
    server.Execute(
        "CREATE TABLE t (id INT PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'ä'), (2, NULL)");
    EXPECT_EQ(server.Query("SELECT id, name FROM t ORDER BY id"),
              (std::vector<Row>{{"1", "ä"}, {"2", std::nullopt}}));
    EXPECT_THROW(server.Execute("SELECT 1; SELEKT 2"), std::runtime_error);
    EXPECT_THROW(server.Query("SELECT * FROM absent"), std::runtime_error);
  }
  EXPECT_FALSE(std::filesystem::exists(directory));
  EXPECT_NE(kill(pid, 0), 0);
}

TEST(PrivateMariaDb, ListensAndComesBackWithItsData) {
  PrivateMariaDb server({.tcp = true, .arguments = {"--max-connections=17"}});
  EXPECT_GT(server.port(), 0);
  server.Execute("CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO t VALUES (7)");
  EXPECT_EQ(server.Query("SELECT @@max_connections, @@port"),
            (std::vector<Row>{{"17", std::to_string(server.port())}}));
  server.Stop(SIGTERM);
  EXPECT_THROW(server.Query("SELECT 1"), std::runtime_error);
  server.Start();
  EXPECT_EQ(server.Query("SELECT id FROM t"), (std::vector<Row>{{"7"}}));
}

}  // namespace
}  // namespace etl::mariadb
