// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mariadb/private_mariadb.h"

#include <arpa/inet.h>
#include <mysql.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/mariadb/process.h"

namespace etl::mariadb {
namespace {

namespace fs = std::filesystem;

constexpr int kStartMillis = 60'000;

// Debian keeps daemons out of an ordinary user's PATH.
std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path ? path : "") + ":/usr/sbin:/usr/local/sbin:/usr/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path candidate = fs::path(folder) / name;
    if (!folder.empty() && access(candidate.c_str(), X_OK) == 0) return candidate.string();
  }
  return {};
}

std::string Tail(const fs::path& log) {
  std::ifstream file(log);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() > 2000 ? all.substr(all.size() - 2000) : all;
}

fs::path NewDirectory() {
  std::string name = (fs::temp_directory_path() / "etl_mariadb_XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot create " + name);
  return name;
}

void AddUser(std::vector<std::string>& command) {
  if (geteuid() == 0) command.emplace_back("--user=root");
}

// The data directory of a fresh server, made once in a process and copied from then on.
class Template {
 public:
  Template() : directory_(NewDirectory()) {
    std::vector<std::string> command = {FindProgram("mariadb-install-db"),
                                        "--no-defaults",
                                        "--datadir=" + (directory_ / "data").string(),
                                        "--auth-root-authentication-method=normal",
                                        "--skip-test-db",
                                        "--force",  // the host name need not resolve
                                        "--innodb-log-file-size=4M"};
    AddUser(command);
    const pid_t pid = Spawn(command, directory_ / "log");
    const int status = WaitFor(pid, kStartMillis);
    if (status == -1) StopProcess(pid, SIGKILL);
    if (status == 0) return;
    const std::string words = Tail(directory_ / "log");
    fs::remove_all(directory_);
    throw std::runtime_error("mariadb-install-db failed: " + words);
  }
  ~Template() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
  void CopyTo(const fs::path& data) const {
    fs::copy(directory_ / "data", data, fs::copy_options::recursive);
  }

 private:
  fs::path directory_;
};

const Template& TheTemplate() {
  static const Template made;
  return made;
}

int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

using Connection = std::unique_ptr<MYSQL, decltype(&mysql_close)>;

void Check(MYSQL* mysql, bool good) {
  if (!good) throw std::runtime_error(std::string("mariadb: ") + mysql_error(mysql));
}

Connection Connect(const std::string& socket, const char* database) {
  // The library's first mysql_init is not thread-safe.
  static std::once_flag once;
  std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
  Connection connection(mysql_init(nullptr), &mysql_close);
  mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  Check(connection.get(), mysql_real_connect(connection.get(), nullptr, "root", "", database, 0,
                                             socket.c_str(), CLIENT_MULTI_STATEMENTS) != nullptr);
  return connection;
}

}  // namespace

bool PrivateMariaDb::Installed() {
  return !FindProgram("mariadbd").empty() && !FindProgram("mariadb-install-db").empty();
}

PrivateMariaDb::PrivateMariaDb(PrivateMariaDbOptions options)
    : options_(std::move(options)), directory_(NewDirectory()) {
  socket_ = (directory_ / "socket").string();
  try {
    TheTemplate().CopyTo(directory_ / "data");
    Start();
    Connection connection = Connect(socket_, nullptr);
    Check(connection.get(), mysql_query(connection.get(), "CREATE DATABASE test") == 0);
  } catch (...) {
    if (pid_ > 0) Stop(SIGKILL);
    fs::remove_all(directory_);
    throw;
  }
}

PrivateMariaDb::~PrivateMariaDb() {
  if (pid_ > 0) Stop(SIGTERM);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void PrivateMariaDb::Stop(int signal) { StopProcess(std::exchange(pid_, -1), signal); }

void PrivateMariaDb::Start() {
  // Somebody else may take the free port before the server does.
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (options_.tcp && (port_ == 0 || attempt > 0)) port_ = FreePort();
    StartOnce();
    if (WaitUntilReady()) return;
    Stop(SIGKILL);
  }
  throw std::runtime_error("mariadbd does not start: " + LogTail());
}

void PrivateMariaDb::StartOnce() {
  const std::string dir = directory_.string();
  std::vector<std::string> command = {FindProgram("mariadbd"),
                                      "--no-defaults",
                                      "--datadir=" + dir + "/data",
                                      "--tmpdir=" + dir,
                                      "--socket=" + socket_,
                                      "--pid-file=" + dir + "/pid",
                                      "--skip-name-resolve",
                                      "--innodb-log-file-size=4M",
                                      "--innodb-buffer-pool-size=16M",
                                      "--key-buffer-size=1M",
                                      "--innodb-flush-log-at-trx-commit=2",
                                      "--innodb-doublewrite=0",
                                      "--aria-pagecache-buffer-size=8M",
                                      "--performance-schema=OFF"};
  AddUser(command);
  if (options_.tcp) {
    command.emplace_back("--bind-address=127.0.0.1");
    command.emplace_back("--port=" + std::to_string(port_));
  } else {
    command.emplace_back("--skip-networking");
  }
  command.insert(command.end(), options_.arguments.begin(), options_.arguments.end());
  pid_ = Spawn(command, directory_ / "log");
}

bool PrivateMariaDb::WaitUntilReady() {
  for (int waited = 0; waited < kStartMillis; waited += 20) {
    if (WaitFor(pid_, 20) != -1) return false;
    if (!fs::exists(socket_)) continue;
    try {
      Connect(socket_, nullptr);
      return true;
    } catch (const std::runtime_error&) {
      // Not yet: the socket is there before the server answers on it.
    }
  }
  return false;
}

std::string PrivateMariaDb::LogTail() const { return Tail(directory_ / "log"); }

std::string PrivateMariaDb::url(std::string_view database) const {
  return "mysql://root@localhost/" + std::string(database) + "?socket=" + socket_;
}

void PrivateMariaDb::Execute(std::string_view sql) {
  Connection connection = Connect(socket_, "test");
  MYSQL* mysql = connection.get();
  Check(mysql, mysql_real_query(mysql, sql.data(), sql.size()) == 0);
  for (;;) {
    mysql_free_result(mysql_store_result(mysql));
    const int more = mysql_next_result(mysql);
    if (more < 0) return;
    Check(mysql, more == 0);
  }
}

std::vector<Row> PrivateMariaDb::Query(std::string_view sql) {
  Connection connection = Connect(socket_, "test");
  MYSQL* mysql = connection.get();
  Check(mysql, mysql_real_query(mysql, sql.data(), sql.size()) == 0);
  std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(mysql),
                                                                  &mysql_free_result);
  Check(mysql, result != nullptr);
  std::vector<Row> rows;
  while (MYSQL_ROW values = mysql_fetch_row(result.get())) {
    const unsigned long* lengths = mysql_fetch_lengths(result.get());
    Row row(mysql_num_fields(result.get()));
    for (std::size_t i = 0; i < row.size(); ++i)
      if (values[i]) row[i].emplace(values[i], lengths[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace etl::mariadb
