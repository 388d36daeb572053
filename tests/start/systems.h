// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/http/scripted_server.h"
#include "tests/support/mariadb/private_mariadb.h"
#include "tests/support/postgres/private_postgres.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::start {

// Somebody who can log into the databases, and read.
inline constexpr const char* kUser = "app";
inline constexpr const char* kPassword = "s3cret-Pass";

// The same people in a database, behind an API, in a file: everything that a URL can lead to. The
// servers are started when they are first asked for, and live as long as the process.
class Systems {
 public:
  Systems();

  static mariadb::PrivateMariaDb& mariadb();
  static postgres_server::PrivatePostgres& postgres();

  // "mysql", "postgres", "sqlite", "http", "csv", "json"; with the user, but no password.
  std::string UrlOf(const std::string& kind) const;
  static std::string MysqlUrl(const std::string& database);
  static std::string PostgresUrl(const std::string& database);
  bool HasPassword(const std::string& kind) const { return kind == "mysql" || kind == "postgres"; }

  const process::TempDir& directory() const { return directory_; }
  // Runs the program under test in the directory; DB_PASSWORD is set.
  process::ProgramResult Etl(std::vector<std::string> arguments) const;
  void Sqlite(const std::string& file, const std::string& sql) const;

 private:
  process::TempDir directory_;
  std::unique_ptr<test_http::ScriptedServer> api_;
};

}  // namespace etl::start
