// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "etl/plan.h"
#include "plugins/sqlite/options.h"

namespace etl::sqlite {

// One row at a time of a prepared statement. Must not outlive its Database; same thread.
class Cursor {
 public:
  Cursor(sqlite3_stmt* statement, class Database& database)
      : statement_(statement), database_(&database) {}

  // False after the last row. Throws EnvironmentError, or Cancelled.
  bool Step();

  sqlite3_stmt* get() const { return statement_.get(); }
  int columns() const { return sqlite3_column_count(get()); }
  // Valid until the next Step. Empty for a null.
  std::string_view Text(int column) const;
  std::int64_t Integer(int column) const { return sqlite3_column_int64(get(), column); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  class Database* database_;
};

// An existing database file, opened for reading, in one read transaction: all cursors see the same
// state of it. For one thread.
class Database {
 public:
  // Once `cancelled` is true, a running or later Step ends with Cancelled; any thread may set it.
  // Throws EnvironmentError if there is no such file, or it is no database.
  Database(const ConnectionOptions& options, const std::atomic<bool>& cancelled);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Throws ConfigError: the statement is the user's, or made of the user's names.
  Cursor Prepare(const std::string& sql, const std::vector<Value>& values = {});

  bool cancelled() const { return cancelled_; }

  // What the last failed call complained of.
  EnvironmentError Failure(std::string_view doing) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  static int OnProgress(void* self);
  static int OnBusy(void* self, int tries);

  std::string path_;
  std::chrono::milliseconds busy_timeout_;
  std::chrono::steady_clock::time_point busy_since_;
  const std::atomic<bool>& cancelled_;
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace etl::sqlite
