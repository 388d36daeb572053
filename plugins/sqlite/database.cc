// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/database.h"

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "etl/value_text.h"

namespace etl::sqlite {
namespace {

constexpr int kOpcodesBetweenChecks = 10'000;
constexpr std::chrono::milliseconds kBusyPause{5};

int Bind(sqlite3_stmt* statement, int at, const Value& value) {
  const auto text = [&](const std::string& bytes) {
    return sqlite3_bind_text64(statement, at, bytes.data(), bytes.size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  };
  switch (value.type) {
    case ETL_VALUE_NULL:
      return sqlite3_bind_null(statement, at);
    case ETL_VALUE_BOOL:
    case ETL_VALUE_INT:
      return sqlite3_bind_int64(statement, at, value.integer);
    case ETL_VALUE_FLOAT:
      return sqlite3_bind_double(statement, at, value.real);
    case ETL_VALUE_DATE:
      return text(FormatDate(static_cast<std::int32_t>(value.integer)));
    case ETL_VALUE_DECIMAL:  // as SQLite reads a number with a point
      return sqlite3_bind_double(statement, at, std::strtod(value.text.c_str(), nullptr));
    case ETL_VALUE_TEXT:
      break;
  }
  return text(value.text);
}

}  // namespace

bool Cursor::Step() {
  const int code = sqlite3_step(get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  if (database_->cancelled()) throw Cancelled();
  throw database_->Failure("cannot read");
}

std::string_view Cursor::Text(int column) const {
  // The order matters: text() converts, bytes() then counts what it converted to.
  const unsigned char* text = sqlite3_column_text(get(), column);
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
}

Database::Database(const ConnectionOptions& options, const std::atomic<bool>& cancelled)
    : path_(PathOf(options)), busy_timeout_(options.busy_timeout), cancelled_(cancelled) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path_, error))
    throw EnvironmentError("no such database file: {}", path_)
        .Option(options.url.node.get())
        .Hint("a relative path starts in the working directory");
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(path_.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (opened != SQLITE_OK) throw Failure("cannot open");
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_progress_handler(handle, kOpcodesBetweenChecks, OnProgress, this);
  sqlite3_busy_handler(handle, OnBusy, this);
  // "x" is a name and never a text, and the file's own SQL may not call what touches the world.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (sqlite3_exec(handle, "BEGIN; SELECT count(*) FROM sqlite_schema", nullptr, nullptr,
                   nullptr) != SQLITE_OK) {
    if (cancelled_) throw Cancelled();
    throw Failure("cannot open");
  }
}

Cursor Database::Prepare(const std::string& sql, const std::vector<Value>& values) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), static_cast<int>(sql.size() + 1),
                                      &statement, nullptr);
  Cursor cursor(statement, *this);
  if (code == SQLITE_ERROR)
    throw ConfigError("{} refuses the query: {}: {}", path_, sqlite3_errmsg(handle_.get()),
                      Quoted(sql, 400));
  if (code != SQLITE_OK) throw Failure("cannot prepare a query");
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size()))
    throw ConfigError("a parameter in SQL is written :name: {}", Quoted(sql, 400));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (Bind(statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK)
      throw Failure("cannot bind a value");
  return cursor;
}

EnvironmentError Database::Failure(std::string_view doing) const {
  EnvironmentError error("{} {}: {}", doing, path_, sqlite3_errmsg(handle_.get()));
  if (sqlite3_errcode(handle_.get()) == SQLITE_BUSY)
    return std::move(error).Hint(
        "another process is writing to it; wait, or raise busy_timeout of the connection");
  return error;
}

int Database::OnProgress(void* self) { return static_cast<Database*>(self)->cancelled_ ? 1 : 0; }

int Database::OnBusy(void* self, int tries) {
  auto* database = static_cast<Database*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) database->busy_since_ = now;
  if (database->cancelled_ || now - database->busy_since_ >= database->busy_timeout_) return 0;
  std::this_thread::sleep_for(kBusyPause);
  return 1;
}

}  // namespace etl::sqlite
