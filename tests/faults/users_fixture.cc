// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/users_fixture.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace etl::faults {

namespace {

std::string Name(const char* prefix, int i) {
  char out[32];
  std::snprintf(out, sizeof out, "%s%06d", prefix, i);
  return out;
}

}  // namespace

UsersFixture::UsersFixture(int people, int page_size) : people_(people), page_size_(page_size) {
  MakeDatabase(people);
  server_ =
      std::make_unique<test_http::ScriptedServer>([this](const test_http::Request& request, int n) {
        if (fault)
          if (auto response = fault(request, n)) return *response;
        return test_http::Json(PageBody(request.page()));
      });
}

void UsersFixture::MakeDatabase(int people) const {
  std::string sql =
      "CREATE TABLE user (id INTEGER PRIMARY KEY, firstname VARCHAR(50), lastname VARCHAR(50), "
      "last_active_date DATE,"
      " platform_registered_on VARCHAR(25), practice_id INT, specialty VARCHAR(50), classification "
      "VARCHAR(50));BEGIN;";
  for (int i = 0; i < people; ++i) {
    if (i % 3 == 1) continue;
    sql += "INSERT INTO user VALUES(" + std::to_string(i) + ",'" + Name("F", i) + "','" +
           Name("L", i / 7) + "','2017-01-15','web',1,'Surgery','GP');";
  }
  sqlite3* database = nullptr;
  char* error = nullptr;
  sqlite3_open((directory_.path() / "people.db").c_str(), &database);
  const int status = sqlite3_exec(database, (sql + "COMMIT;").c_str(), nullptr, nullptr, &error);
  sqlite3_close(database);
  if (status != SQLITE_OK) throw std::runtime_error(error);
}

std::string UsersFixture::PageBody(int page) const {
  const int pages = (people_ + page_size_ - 1) / page_size_;
  std::string body = "{\"total_pages\": " + std::to_string(pages) + ", \"users\": [";
  const int begin = (page - 1) * page_size_, end = std::min(people_, begin + page_size_);
  bool first = true;
  for (int i = begin; i < end; ++i) {
    if (i % 3 == 2) continue;
    body += std::string(first ? "" : ",") + "{\"id\": " + std::to_string(i) +
            ", \"firstname\": \"" + Name("F", i) + "\", \"lastname\": \"" + Name("L", i / 7) +
            "\", \"last_active_date\": \"2017-01-20\", \"practice_location\": \"London\", "
            "\"specialty\": \"x\","
            " \"user_type_classification\": \"Doctor\"}";
    first = false;
  }
  return body + "]}";
}

process::Arguments UsersFixture::Command(const std::vector<std::string>& more) const {
  process::Arguments command{ETL_PROGRAM,
                             "run",
                             std::string(ETL_SOURCE_DIR) + "/pipelines/users.yaml",
                             "-p",
                             "db_url=sqlite:people.db",
                             "-p",
                             "api_url=" + server_->url() + "/users",
                             "-p",
                             "today=2017-02-02",
                             "--state",
                             "state"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

process::ProgramOptions UsersFixture::Options() const {
  process::ProgramOptions options;
  options.cwd = directory_.path();
  options.timeout = std::chrono::seconds(60);
  return options;
}

std::optional<std::string> UsersFixture::ReadOutput(const std::string& name) const {
  if (!std::filesystem::exists(directory_.path() / "out" / name)) return std::nullopt;
  return directory_.Read(std::filesystem::path("out") / name);
}

std::vector<std::string> UsersFixture::Leftovers() const {
  std::vector<std::string> found;
  for (const char* folder : {"out", "state"}) {
    if (!std::filesystem::exists(directory_.path() / folder)) continue;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(directory_.path() / folder)) {
      const std::string name = entry.path().filename();
      if (entry.is_regular_file() && name != "users.json" && name != "users.sql" && name != "lock")
        found.push_back(entry.path());
    }
  }
  return found;
}

}  // namespace etl::faults
