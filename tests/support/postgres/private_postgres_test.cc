// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres/private_postgres.h"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

namespace etl::postgres_server {
namespace {

TEST(PrivatePostgres, ExecutesQueriesAndLeavesNothing) {
  std::filesystem::path directory;
  pid_t pid = 0;
  {
    PrivatePostgres server({{"max_connections=17"}});
    directory = server.directory();
    pid = server.pid();
    server.Execute(
        "CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'ä'), (2, NULL)");
    EXPECT_EQ(server.Query("SELECT id, name FROM t ORDER BY id"),
              (std::vector<Row>{{"1", "ä"}, {"2", std::nullopt}}));
    EXPECT_EQ(server.Query("SHOW max_connections"), (std::vector<Row>{{"17"}}));
    EXPECT_THROW(server.Execute("SELECT 1; SELEKT 2"), std::runtime_error);
    server.Stop(SIGKILL);
    EXPECT_THROW(server.Query("SELECT 1"), std::runtime_error);
    server.Start();
    pid = server.pid();
    EXPECT_EQ(server.Query("SELECT count(*) FROM t"), (std::vector<Row>{{"2"}}));
  }
  EXPECT_FALSE(std::filesystem::exists(directory));
  EXPECT_NE(kill(pid, 0), 0);
}

}  // namespace
}  // namespace etl::postgres_server
