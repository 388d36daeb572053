// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etl::mariadb {

using Row = std::vector<std::optional<std::string>>;  // nullopt: NULL

struct PrivateMariaDbOptions {
  bool tcp = false;                    // listen on 127.0.0.1 too, on a free port
  std::vector<std::string> arguments;  // more of mariadbd's: "--max-connections=5"
};

// A MariaDB server for tests: own data directory (in the temporary directory), own Unix socket, the
// user `root` without password, an empty database `test`. Starting takes a few seconds the first
// time in a process, about one later. The server is stopped, and its directory removed, by the
// destructor; the kernel kills it if the thread that started it dies.
//
//   PrivateMariaDb server;
//   server.Execute("CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)");
//   EXPECT_EQ(server.Query("SELECT id FROM t"), (std::vector<Row>{{"1"}}));
//   ... "mysql://root@localhost/test?socket=" + server.socket() ...
//
// Throws std::runtime_error, with the server's own words, when something fails. Execute and Query
// may be called from any thread.
class PrivateMariaDb {
 public:
  explicit PrivateMariaDb(PrivateMariaDbOptions options = {});
  PrivateMariaDb(const PrivateMariaDb&) = delete;
  PrivateMariaDb& operator=(const PrivateMariaDb&) = delete;
  ~PrivateMariaDb();

  // Whether mariadbd and mariadb-install-db are there.
  static bool Installed();

  const std::string& socket() const { return socket_; }
  int port() const { return port_; }  // 0 without tcp
  pid_t pid() const { return pid_; }
  // An empty directory of the server's user, removed with the server (for certificates, ...).
  const std::filesystem::path& directory() const { return directory_; }
  // "mysql://root@localhost/test?socket=..."
  std::string url(std::string_view database = "test") const;

  // Runs statements separated by ';' in the database `test`, each call on its own connection.
  void Execute(std::string_view sql);
  // The rows of one SELECT or SHOW.
  std::vector<Row> Query(std::string_view sql);

  // Stops the server: politely, or as a crash would. Restarted by Start, with its data.
  void Stop(int signal);
  void Start();

 private:
  void StartOnce();
  bool WaitUntilReady();
  std::string LogTail() const;

  PrivateMariaDbOptions options_;
  std::filesystem::path directory_;
  std::string socket_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace etl::mariadb
