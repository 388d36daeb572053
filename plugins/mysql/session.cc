// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/session.h"

#include <errmsg.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <mutex>

namespace etl::mysql {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kConnectTries = 3;
constexpr milliseconds kFirstBackoff{200};
constexpr milliseconds kKillTimeout{1000};
constexpr milliseconds kWriteTimeout{
    3'600'000};  // an INSERT ... SELECT sends nothing until it ends

// Those that neither ask on the terminal nor send the password as it is.
constexpr const char* kAuthPlugins =
    "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password";

// Everything that changes what a query means or how long its reader may take, said and not hoped
// for. A day's pause of the reader is no reason to cut it off.
constexpr const char* kSettings =
    "SET character_set_client=utf8mb4, character_set_connection=utf8mb4, "
    "character_set_results=utf8mb4, time_zone='+00:00', "
    "sql_mode='STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES', sql_select_limit=18446744073709551615, "
    "net_write_timeout=86400, net_read_timeout=86400, wait_timeout=86400";

// No empty text becomes a date or 0 asks for a counter's next value; a lock held by others is
// waited for a minute.
constexpr const char* kWriteSettings =
    "SET sql_mode='STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO,NO_ZERO_DATE,"
    "NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION', sql_notes=1, max_error_count=64, "
    "lock_wait_timeout=60, foreign_key_checks=1, unique_checks=1";

const ServerError kNoTls{CR_SSL_CONNECTION_ERROR, "the server does not support TLS"};

unsigned WholeSeconds(milliseconds time) {
  return static_cast<unsigned>(std::max<std::int64_t>(1, (time.count() + 999) / 1000));
}

void InitializeLibrary() {
  // The first mysql_init would do it, but not safely in two threads at once.
  static std::once_flag once;
  std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
}

int RefuseFile(void** data, const char*, void*) {
  *data = nullptr;
  return 1;
}

int SayRefused(void*, char* text, unsigned size) {
  snprintf(text, size, "the server asked for a file, which nobody gets");
  return CR_UNKNOWN_ERROR;
}

const char* OrNull(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

}  // namespace

Session::Session(const ConnectionOptions& options, Context& context, Interrupter& interrupter,
                 Access access)
    : options_(options),
      context_(context),
      interrupter_(interrupter),
      access_(access),
      address_(AddressOf(options)) {
  InitializeLibrary();
  if (options.total_timeout.count() > 0)
    interrupter.SetDeadline(Clock::now() + options.total_timeout);
  try {
    Connect();
    SetUp();
  } catch (...) {
    interrupter_.Detach();
    throw;
  }
}

Session::~Session() {
  // Freeing an unfinished result would first read all of it: no more bytes can come now.
  if (busy_) shutdown(mysql_get_socket(mysql_.get()), SHUT_RDWR);
  result_.reset();
  interrupter_.Detach();
  if (busy_) KillOnServer();
}

Session::Handle Session::NewHandle(milliseconds connect, milliseconds read) const {
  Handle handle(mysql_init(nullptr));
  if (!handle) throw EnvironmentError("out of memory");
  MYSQL* mysql = handle.get();
  const unsigned connect_seconds = WholeSeconds(connect), read_seconds = WholeSeconds(read);
  const unsigned no = 0, yes = 1,
                 protocol = address_.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  const my_bool off = 0, on = 1;
  mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
  mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &read_seconds);
  mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &read_seconds);
  mysql_options(mysql, MYSQL_OPT_PROTOCOL, &protocol);
  mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, access_ == Access::kWrite ? &yes : &no);
  mysql_options(mysql, MYSQL_OPT_RECONNECT, &off);
  mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_options(mysql, MARIADB_OPT_RESTRICTED_AUTH, kAuthPlugins);
  if (address_.tls != Tls::kOff) {
    const my_bool& verify = address_.tls == Tls::kVerify ? on : off;
    mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &on);
    mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    if (!options_.tls.ca.value.empty())
      mysql_options(mysql, MYSQL_OPT_SSL_CA, options_.tls.ca.value.c_str());
  }
  return handle;
}

void Session::Connect() {
  milliseconds backoff = kFirstBackoff;
  for (int attempt = 1; !TryConnect(); ++attempt) {
    CheckInterrupted();
    const ServerError error = NoTls() ? kNoTls : LastError();
    if (attempt == kConnectTries || !IsWorthRetrying(error))
      ThrowConnectError(error, address_, context_);
    context_.Metric("retries");
    interrupter_.Wait(-1, 0, backoff);
    backoff *= 3;
  }
}

// Connects with the library's non-blocking calls, so that a Cancel is heard in every phase of it
// but the look-up of the host's name.
bool Session::TryConnect() {
  mysql_ = NewHandle(options_.connect_timeout, access_ == Access::kWrite
                                                   ? std::max(options_.read_timeout, kWriteTimeout)
                                                   : options_.read_timeout);
  MYSQL* mysql = mysql_.get();
  // Nobody gets a file: what is loaded comes from memory, and its session says when.
  mysql_set_local_infile_handler(
      mysql, RefuseFile, [](void*, char*, unsigned) { return -1; }, [](void*) {}, SayRefused,
      nullptr);
  mysql_options(mysql, MYSQL_OPT_NONBLOCK, nullptr);
  const auto deadline = Clock::now() + options_.connect_timeout;
  MYSQL* connected = nullptr;
  int status = mysql_real_connect_start(
      &connected, mysql, OrNull(address_.host), address_.user.c_str(), address_.password.c_str(),
      OrNull(address_.database), static_cast<unsigned>(address_.port), OrNull(address_.socket), 0);
  while (status != 0) {
    interrupter_.Attach(mysql_get_socket(mysql));
    status = mysql_real_connect_cont(&connected, mysql, WaitFor(status, deadline));
  }
  if (!connected) {
    interrupter_.Detach();
    return false;
  }
  interrupter_.Attach(mysql_get_socket(mysql));
  return true;
}

int Session::WaitFor(int status, Clock::time_point deadline) {
  short events = 0;
  if (status & MYSQL_WAIT_READ) events |= POLLIN;
  if (status & MYSQL_WAIT_WRITE) events |= POLLOUT;
  if (status & MYSQL_WAIT_EXCEPT) events |= POLLPRI;
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  const int came = interrupter_.Wait(mysql_get_socket(mysql_.get()), events, left);
  if (came == 0) return MYSQL_WAIT_TIMEOUT;
  int ready = 0;
  if (came & (POLLIN | POLLHUP | POLLERR)) ready |= status & MYSQL_WAIT_READ;
  if (came & (POLLOUT | POLLHUP | POLLERR)) ready |= status & MYSQL_WAIT_WRITE;
  if (came & POLLPRI) ready |= status & MYSQL_WAIT_EXCEPT;
  return ready ? ready : MYSQL_WAIT_TIMEOUT;
}

// With `require` the library goes on without TLS when the server has none.
bool Session::NoTls() const {
  const MYSQL* mysql = mysql_.get();
  return address_.tls != Tls::kOff && mysql->server_version &&
         (mysql->server_capabilities & CLIENT_SSL) == 0;
}

void Session::SetUp() {
  if (NoTls()) ThrowConnectError(kNoTls, address_, context_);
  const std::string version = mysql_get_server_info(mysql_.get());
  const bool is_mariadb = version.find("MariaDB") != std::string::npos;
  Query(std::string(kSettings) +
        (is_mariadb ? ", max_statement_time=0" : ", max_execution_time=0"));
  if (access_ == Access::kWrite) {
    Query(kWriteSettings);
    return;
  }
  Query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  Query("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

void Session::Send(const std::string& sql) {
  CheckInterrupted();
  busy_ = true;
  errno = 0;
  if (mysql_real_query(mysql_.get(), sql.data(), sql.size()) == 0) return;
  CheckInterrupted();
  const ServerError error = LastError();
  // An error packet is the server's last word on a statement; a broken line is not.
  busy_ = error.code >= CR_MIN_ERROR && error.code <= CR_MAX_ERROR;
  if (busy_) ThrowReadError(error, address_, context_, 0, errno == ETIMEDOUT);
  ThrowQueryError(error, address_, context_);
}

Session::Result Session::Store(const std::string& sql) {
  Send(sql);
  Result result(mysql_store_result(mysql_.get()));
  if (!result && mysql_errno(mysql_.get()) != 0) {
    const bool timed_out = errno == ETIMEDOUT;
    CheckInterrupted();
    ThrowReadError(LastError(), address_, context_, 0, timed_out);
  }
  busy_ = false;
  return result;
}

std::vector<TextRow> Session::Query(const std::string& sql) {
  const Result result = Store(sql);
  std::vector<TextRow> rows;
  if (!result) return rows;
  while (MYSQL_ROW values = mysql_fetch_row(result.get())) {
    const unsigned long* lengths = mysql_fetch_lengths(result.get());
    TextRow row(mysql_num_fields(result.get()));
    for (std::size_t i = 0; i < row.size(); ++i)
      if (values[i]) row[i].emplace(values[i], lengths[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

void Session::Check(const std::string& sql) {
  CheckInterrupted();
  const std::unique_ptr<MYSQL_STMT, decltype(&mysql_stmt_close)> statement(
      mysql_stmt_init(mysql_.get()), &mysql_stmt_close);
  if (!statement) throw EnvironmentError("out of memory");
  if (mysql_stmt_prepare(statement.get(), sql.data(), sql.size()) == 0) return;
  CheckInterrupted();
  ThrowQueryError({mysql_stmt_errno(statement.get()), mysql_stmt_error(statement.get())}, address_,
                  context_);
}

bool Session::ReadsInOrder(const std::string& sql) {
  try {
    const auto steps = Query("EXPLAIN " + sql);
    return std::none_of(steps.begin(), steps.end(), [](const TextRow& step) {
      // MySQL has two columns more than MariaDB: one before the type, one before the last.
      const bool is_mysql = step.size() > 10;
      const auto text = [&](std::size_t i) { return step.at(i).value_or(""); };
      const std::string type = text(is_mysql ? 4 : 3), key = text(is_mysql ? 6 : 5),
                        extra = text(step.size() - 1);
      const auto has = [&](const char* word) { return extra.find(word) != std::string::npos; };
      // An index of which every entry leads to a row elsewhere is read slower than a table sorted.
      const bool row_by_row = type == "index" && key != "PRIMARY" && !has("Using index");
      return row_by_row || has("filesort") || has("temporary");
    });
  } catch (const ConfigError&) {  // said again, with its place, when the query is checked
    return false;
  } catch (const EnvironmentError&) {  // a view that the user may read but not look into
    return false;
  }
}

std::vector<ColumnInfo> Session::Probe(const std::string& sql) { return ColumnsOf(Store(sql)); }

std::vector<ColumnInfo> Session::ColumnsOf(const Result& result) {
  std::vector<ColumnInfo> columns;
  if (!result) return columns;
  const MYSQL_FIELD* fields = mysql_fetch_fields(result.get());
  for (unsigned i = 0; i < mysql_num_fields(result.get()); ++i) columns.emplace_back(fields[i]);
  return columns;
}

void Session::Start(const std::string& sql) {
  Send(sql);
  result_.reset(mysql_use_result(mysql_.get()));
  rows_ = 0;
  if (result_) return;
  CheckInterrupted();
  if (mysql_errno(mysql_.get()) != 0) ThrowReadError(LastError(), address_, context_, 0, false);
  busy_ = false;
  throw ConfigError("the query gives no rows to read");
}

bool Session::Fetch() {
  errno = 0;
  row_ = mysql_fetch_row(result_.get());
  if (row_) {
    lengths_ = mysql_fetch_lengths(result_.get());
    ++rows_;
    return true;
  }
  if (mysql_errno(mysql_.get()) != 0) {
    const bool timed_out = errno == ETIMEDOUT;
    CheckInterrupted();
    ThrowReadError(LastError(), address_, context_, rows_, timed_out);
  }
  busy_ = false;
  return false;
}

// The server notices a closed connection only when it writes to it, which may be hours away.
void Session::KillOnServer() noexcept {
  try {
    const std::string sql = Format("KILL {}", mysql_thread_id(mysql_.get()));
    mysql_.reset();
    Handle killer = NewHandle(kKillTimeout, kKillTimeout);
    if (mysql_real_connect(killer.get(), OrNull(address_.host), address_.user.c_str(),
                           address_.password.c_str(), nullptr, static_cast<unsigned>(address_.port),
                           OrNull(address_.socket), 0))
      mysql_real_query(killer.get(), sql.data(), sql.size());
  } catch (const std::exception&) {
    // The server has to find out by itself.
  }
}

ServerError Session::LastError() const {
  return {mysql_errno(mysql_.get()), mysql_error(mysql_.get())};
}

void Session::CheckInterrupted() const {
  if (interrupter_.cancelled()) throw Cancelled();
  if (interrupter_.expired())
    throw EnvironmentError("{} took longer than the connection's total_timeout of {} ms",
                           address_.name(), options_.total_timeout.count())
        .Row(rows_);
}

}  // namespace etl::mysql
