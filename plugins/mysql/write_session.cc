// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/write_session.h"

#include <errmsg.h>
#include <mysqld_error.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "etl/value_text.h"

namespace etl::mysql {
namespace {

constexpr int kTries = 6;
constexpr std::chrono::milliseconds kFirstPause{50};

bool IsLost(unsigned code) { return code >= CR_MIN_ERROR && code <= CR_MAX_ERROR; }

// What a LOAD DATA LOCAL reads. Errors must not pass through the client library.
struct Feed {
  const WriteSession::ReadFile* read;
  std::exception_ptr error;
};

int OpenFeed(void** data, const char*, void* feed) {
  *data = feed;
  return 0;
}
int ReadFeed(void* data, char* out, unsigned size) {
  Feed* feed = static_cast<Feed*>(data);
  try {
    return static_cast<int>((*feed->read)(out, size));
  } catch (...) {
    feed->error = std::current_exception();
    return -1;
  }
}
void CloseFeed(void*) {}
int SayStopped(void*, char* text, unsigned size) {
  snprintf(text, size, "stopped");
  return CR_UNKNOWN_ERROR;
}

int RefuseFile(void** data, const char*, void*) {
  *data = nullptr;
  return 1;
}

std::string After(const std::string& text, std::string_view mark) {
  const auto at = text.rfind(mark);
  return at == std::string::npos ? std::string() : text.substr(at + mark.size());
}

std::string Hint(unsigned code) {
  switch (code) {
    case ER_OPTION_PREVENTS_STATEMENT:
    case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
    case ER_READ_ONLY_MODE:
      return "the server is read-only: write to the primary, or wait until it is writable";
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_COLUMNACCESS_DENIED_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_SPECIFIC_ACCESS_DENIED_ERROR:
      return "grant the user of the connection what the README of this plugin lists";
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_LOCK_DEADLOCK:
      return "another session holds the rows or the table: run again when it has ended";
    case ER_RECORD_FILE_FULL:
    case ER_DISK_FULL:
      return "make room on the server's disk";
    case ER_NET_PACKET_TOO_LARGE:
      return "raise max_allowed_packet on the server";
    default:
      return {};
  }
}

bool IsAboutTheRows(unsigned code) {
  switch (code) {
    case ER_DUP_ENTRY:
    case ER_DUP_ENTRY_WITH_KEY_NAME:
    case ER_NO_REFERENCED_ROW:
    case ER_NO_REFERENCED_ROW_2:
    case ER_ROW_IS_REFERENCED:
    case ER_ROW_IS_REFERENCED_2:
    case ER_BAD_NULL_ERROR:
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
    case WARN_DATA_TRUNCATED:
    case ER_TRUNCATED_WRONG_VALUE:
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_SIGNAL_EXCEPTION:
    case ER_NET_PACKET_TOO_LARGE:
    case ER_TOO_BIG_ROWSIZE:
#ifdef ER_CONSTRAINT_FAILED
    case ER_CONSTRAINT_FAILED:
#endif
      return true;
    default:
      return false;
  }
}

}  // namespace

Done WriteSession::Execute(const std::string& sql) {
  CheckInterrupted();
  set_busy(true);
  MYSQL* mysql = handle();
  if (mysql_real_query(mysql, sql.data(), sql.size()) != 0) {
    CheckInterrupted();
    StatementFailed failed;
    failed.error = LastError();
    failed.lost = IsLost(failed.error.code);
    set_busy(failed.lost);
    throw failed;
  }
  set_busy(false);
  const char* info = mysql_info(mysql);
  Done done{static_cast<std::int64_t>(mysql_affected_rows(mysql)), info ? info : "",
            mysql_warning_count(mysql)};
  if (MYSQL_RES* result = mysql_store_result(mysql)) mysql_free_result(result);
  return done;
}

Done WriteSession::Load(const std::string& sql, const ReadFile& read) {
  Feed feed{&read, nullptr};
  mysql_set_local_infile_handler(handle(), OpenFeed, ReadFeed, CloseFeed, SayStopped, &feed);
  const auto refuse_again = [this] {
    mysql_set_local_infile_handler(handle(), RefuseFile, ReadFeed, CloseFeed, SayStopped, nullptr);
  };
  try {
    const Done done = Execute(sql);
    refuse_again();
    if (feed.error) std::rethrow_exception(feed.error);
    return done;
  } catch (...) {
    refuse_again();
    if (feed.error) std::rethrow_exception(feed.error);
    throw;
  }
}

Warning WriteSession::FirstWarning() {
  const auto rows = Query("SHOW WARNINGS LIMIT 1");
  if (rows.empty()) return {};
  return {static_cast<unsigned>(std::atoi(rows[0].at(1).value_or("0").c_str())),
          rows[0].at(2).value_or("")};
}

void WriteSession::Retry(const std::function<void()>& body) {
  auto pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    try {
      return body();
    } catch (const StatementFailed& failed) {
      const unsigned code = failed.error.code;
      const bool again = code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT;
      if (!failed.lost) Execute("ROLLBACK");  // a lock wait undoes its own statement only
      if (!again || attempt == kTries) throw;
    }
    context().Metric("retries");
    std::this_thread::sleep_for(pause);
    pause *= 2;
  }
}

void ThrowWriteError(const StatementFailed& failed, const Session& session, const Context& context,
                     std::string_view doing) {
  const std::string text = context.Mask(failed.error.text);
  const std::string& server = session.address().name();
  if (failed.lost)
    throw EnvironmentError("the connection to {} broke: cannot {}: {} (error {})", server, doing,
                           text, failed.error.code);
  if (IsAboutTheRows(failed.error.code))
    throw DataError("{} refuses to {}: {} (error {})", server, doing, text, failed.error.code)
        .Hint(Hint(failed.error.code))
        .Column(ColumnIn(text));
  throw EnvironmentError("{} cannot {}: {} (error {})", server, doing, text, failed.error.code)
      .Hint(Hint(failed.error.code));
}

std::int64_t RowIn(const std::string& text) {
  return std::strtoll(After(text, " at row ").c_str(), nullptr, 10);
}

std::string ColumnIn(const std::string& text) {
  std::string rest = After(text, "olumn ");
  if (rest.size() < 2 || (rest[0] != '\'' && rest[0] != '`')) return {};
  // MariaDB: column `database`.`table`.`name` at row 1
  const char quote = rest[0];
  rest = rest.substr(0, rest.find(" at row "));
  const auto end = rest.rfind(quote);
  const auto begin = rest.rfind(quote, end - 1);
  return rest.substr(begin + 1, end - begin - 1);
}

}  // namespace etl::mysql
