// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres/private_postgres.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/postgres/unprivileged.h"
#include "tests/support/process/loopback.h"

namespace etl::postgres_server {
namespace {

namespace fs = std::filesystem;

constexpr int kStartMillis = 60'000;

// Debian keeps the programs of each version in a directory of its own; the newest.
fs::path FindPrograms() {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const fs::path bin = entry.path() / "bin";
    if (access((bin / "initdb").c_str(), X_OK) == 0 &&
        access((bin / "postgres").c_str(), X_OK) == 0)
      found.emplace_back(std::atoi(entry.path().filename().c_str()), bin);
  }
  return found.empty() ? fs::path() : std::max_element(found.begin(), found.end())->second;
}

std::string Tail(const fs::path& log) {
  std::ifstream file(log);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() > 2000 ? all.substr(all.size() - 2000) : all;
}

fs::path NewDirectory() {
  std::string name = (fs::temp_directory_path() / "etl_postgres_XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot create " + name);
  GiveToUnprivileged(name);
  return name;
}

void InitializeData(const fs::path& directory) {
  const std::vector<std::string> command = {(FindPrograms() / "initdb").string(),
                                            "--pgdata=" + (directory / "data").string(),
                                            "--username=postgres",
                                            "--auth-local=trust",
                                            "--auth-host=scram-sha-256",
                                            "--encoding=UTF8",
                                            "--locale=C.UTF-8",
                                            "--no-sync"};
  const pid_t pid = SpawnUnprivileged(command, directory / "log");
  const int status = WaitFor(pid, kStartMillis);
  if (status == -1) StopProcess(pid, SIGKILL);
  if (status != 0) throw std::runtime_error("initdb failed: " + Tail(directory / "log"));
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection Connect(const fs::path& directory, int port, std::string_view database) {
  const std::string settings =
      "host='" + directory.string() + "' port=" + std::to_string(port) +
      " user=postgres client_encoding=UTF8 dbname=" + std::string(database);
  Connection connection(PQconnectdb(settings.c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK)
    throw std::runtime_error(std::string("postgres: ") + PQerrorMessage(connection.get()));
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  return connection;
}

Result Run(PGconn* connection, std::string_view sql) {
  Result result(PQexec(connection, std::string(sql).c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(std::string("postgres: ") + PQerrorMessage(connection));
  return result;
}

}  // namespace

bool PrivatePostgres::Installed() { return !FindPrograms().empty(); }

PrivatePostgres::PrivatePostgres(PrivatePostgresOptions options)
    : options_(std::move(options)), directory_(NewDirectory()) {
  try {
    InitializeData(directory_);
    Start();
    Execute("CREATE DATABASE test", "postgres");
  } catch (...) {
    if (pid_ > 0) Stop(SIGKILL);
    fs::remove_all(directory_);
    throw;
  }
}

PrivatePostgres::~PrivatePostgres() {
  if (pid_ > 0) Stop(SIGINT);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void PrivatePostgres::Own(const fs::path& file) const {
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  GiveToUnprivileged(file);
}

void PrivatePostgres::Stop(int signal) { StopProcess(std::exchange(pid_, -1), signal); }

void PrivatePostgres::Start() {
  // Somebody else may take the free port before the server does.
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (port_ == 0 || attempt > 0) port_ = process::FreeLoopbackPort();
    StartOnce();
    if (WaitUntilReady()) return;
    Stop(SIGKILL);
  }
  throw std::runtime_error("postgres does not start: " + Tail(directory_ / "log"));
}

void PrivatePostgres::StartOnce() {
  const std::string dir = directory_.string();
  std::vector<std::string> command = {(FindPrograms() / "postgres").string(), "-D", dir + "/data"};
  std::vector<std::string> settings = {"listen_addresses=127.0.0.1",
                                       "unix_socket_directories=" + dir,
                                       "port=" + std::to_string(port_),
                                       "fsync=off",
                                       "full_page_writes=off",
                                       "shared_buffers=16MB",
                                       "max_wal_size=64MB",
                                       "autovacuum=off"};
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const std::string& setting : settings) {
    command.emplace_back("-c");
    command.push_back(setting);
  }
  pid_ = SpawnUnprivileged(command, directory_ / "log");
}

bool PrivatePostgres::WaitUntilReady() {
  for (int waited = 0; waited < kStartMillis; waited += 20) {
    if (WaitFor(pid_, 20) != -1) return false;
    try {
      Connect(directory_, port_, "postgres");
      return true;
    } catch (const std::runtime_error&) {
      // Not yet.
    }
  }
  return false;
}

void PrivatePostgres::Execute(std::string_view sql, std::string_view database) const {
  const Connection connection = Connect(directory_, port_, database);
  Run(connection.get(), sql);
}

std::vector<Row> PrivatePostgres::Query(std::string_view sql, std::string_view database) const {
  const Connection connection = Connect(directory_, port_, database);
  const Result result = Run(connection.get(), sql);
  std::vector<Row> rows;
  for (int i = 0; i < PQntuples(result.get()); ++i) {
    Row& row = rows.emplace_back(static_cast<std::size_t>(PQnfields(result.get())));
    for (int j = 0; j < PQnfields(result.get()); ++j)
      if (!PQgetisnull(result.get(), i, j))
        row[static_cast<std::size_t>(j)] = PQgetvalue(result.get(), i, j);
  }
  return rows;
}

}  // namespace etl::postgres_server
