// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etl::postgres_server {

using Row = std::vector<std::optional<std::string>>;  // nullopt: NULL

struct PrivatePostgresOptions {
  std::vector<std::string> settings;  // more of postgres's: "max_connections=5"
};

// A PostgreSQL server for tests: own data directory (in the temporary directory), own Unix socket
// and free port of 127.0.0.1, the superuser `postgres` (without password on the socket, none over
// TCP), an empty database `test` in UTF-8. It refuses root: as root it runs as the user `postgres`.
// Starting takes about a second. The server is stopped, and its directory removed, by the
// destructor; the kernel kills it if the thread that started it dies.
//
//   PrivatePostgres server;
//   server.Execute("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
//   EXPECT_EQ(server.Query("SELECT id FROM t"), (std::vector<Row>{{"1"}}));
//
// Throws std::runtime_error, with the server's own words, when something fails. Execute and Query
// may be called from any thread.
class PrivatePostgres {
 public:
  explicit PrivatePostgres(PrivatePostgresOptions options = {});
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;
  ~PrivatePostgres();

  static bool Installed();

  int port() const { return port_; }
  pid_t pid() const { return pid_; }
  // The directory of its socket; the server's user owns it.
  const std::filesystem::path& directory() const { return directory_; }
  // Gives a file to the server's user, who alone may read it then (for keys).
  void Own(const std::filesystem::path& file) const;

  // Runs statements separated by ';', each call on its own connection.
  void Execute(std::string_view sql, std::string_view database = "test") const;
  // The rows of one SELECT.
  std::vector<Row> Query(std::string_view sql, std::string_view database = "test") const;

  // Stops the server: politely (SIGINT), or as a crash would. Restarted by Start, with its data.
  void Stop(int signal);
  void Start();

 private:
  void StartOnce();
  bool WaitUntilReady();

  PrivatePostgresOptions options_;
  std::filesystem::path directory_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace etl::postgres_server
