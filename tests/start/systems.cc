// SPDX-License-Identifier: Apache-2.0
#include "tests/start/systems.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/http/response.h"

namespace etl::start {
namespace {

constexpr const char* kPeople =
    "CREATE TABLE people (id INT PRIMARY KEY, firstname VARCHAR(50) NOT NULL, lastname VARCHAR(50) "
    "NOT NULL, score DECIMAL(8,2), seen DATE);"
    "INSERT INTO people VALUES (1,'Ann','Abel',1.50,'2017-01-31'),(2,'Bob','Berg',NULL,NULL),"
    "(3,'Cid','Cole',2.25,'2016-02-29')";

std::string Record(int id, const std::string& first, const std::string& last,
                   const std::string& seen) {
  return "{\"id\": " + std::to_string(id) + ", \"firstname\": \"" + first + "\", \"lastname\": \"" +
         last + "\", \"seen\": " + seen + "}";
}

test_http::Response Page(const test_http::Request& request, int) {
  const std::string second = Record(3, "Cid", "Cole", "\"2016-02-29\"");
  return test_http::Json("{\"page\": " + std::to_string(std::max(request.page(), 1)) +
                         ", \"total_pages\": 2, \"people\": [" +
                         (request.page() == 2 ? second
                                              : Record(1, "Ann", "Abel", "\"2017-01-31\"") + ", " +
                                                    Record(2, "Bob", "Berg", "null")) +
                         "]}");
}

}  // namespace

mariadb::PrivateMariaDb& Systems::mariadb() {
  static const auto server = [] {
    auto started =
        std::make_unique<mariadb::PrivateMariaDb>(mariadb::PrivateMariaDbOptions{true, {}});
    started->Execute(std::string("CREATE USER ") + kUser + "@'%' IDENTIFIED BY '" + kPassword +
                     "'; GRANT ALL ON *.* TO " + kUser + "@'%'; " + kPeople);
    return started;
  }();
  return *server;
}

postgres_server::PrivatePostgres& Systems::postgres() {
  static const auto server = [] {
    auto started = std::make_unique<postgres_server::PrivatePostgres>();
    started->Execute(std::string("CREATE ROLE ") + kUser + " SUPERUSER LOGIN PASSWORD '" +
                     kPassword + "'; " + kPeople);
    return started;
  }();
  return *server;
}

Systems::Systems() : api_(std::make_unique<test_http::ScriptedServer>(Page)) {
  directory_.Write("people.csv",
                   "id,firstname,lastname,score,seen\n1,Ann,Abel,1.50,2017-01-31\n2,Bob,Berg,,\n"
                   "3,Cid,Cole,2.25,2016-02-29\n");
  directory_.Write("people.json", Record(1, "Ann", "Abel", "\"2017-01-31\"") + "\n" +
                                      Record(2, "Bob", "Berg", "null") + "\n" +
                                      Record(3, "Cid", "Cole", "\"2016-02-29\"") + "\n");
  Sqlite("people.db", kPeople);
}

std::string Systems::MysqlUrl(const std::string& database) {
  return std::string("mysql://") + kUser + "@127.0.0.1:" + std::to_string(mariadb().port()) + "/" +
         database;
}

std::string Systems::PostgresUrl(const std::string& database) {
  return std::string("postgres://") + kUser + "@127.0.0.1:" + std::to_string(postgres().port()) +
         "/" + database;
}

std::string Systems::UrlOf(const std::string& kind) const {
  if (kind == "mysql") return MysqlUrl("test");
  if (kind == "postgres") return PostgresUrl("test");
  if (kind == "sqlite") return "sqlite:people.db";
  if (kind == "http") return api_->url() + "/v1/people?page=1";
  return "people." + kind;
}

process::ProgramResult Systems::Etl(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), ETL_PROGRAM);
  process::ProgramOptions options;
  options.cwd = directory_.path();
  options.env["DB_PASSWORD"] = kPassword;
  return process::RunProgram(arguments, options);
}

void Systems::Sqlite(const std::string& file, const std::string& sql) const {
  process::ProgramOptions options;
  options.cwd = directory_.path();
  options.stdin_text = sql + ";\n";
  const auto result = process::RunProgram({"sqlite3", "-bail", file}, options);
  EXPECT_EQ(result.exit_code, 0) << result.Describe();
}

}  // namespace etl::start
