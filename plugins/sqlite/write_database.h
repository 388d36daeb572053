// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "etl/error.h"
#include "plugins/sqlite/options.h"

namespace etl::sqlite {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// A database file opened for writing. One thread. Errors are EnvironmentError; DataError for rows
// that a rule of the table forbids; Cancelled.
class WriteDatabase {
 public:
  // Once `cancelled` is true, what runs ends with Cancelled; any thread may set it. `create`: a
  // file that is missing is made.
  WriteDatabase(const ConnectionOptions& options, const std::atomic<bool>& cancelled, bool create);
  WriteDatabase(const WriteDatabase&) = delete;

  void Execute(const std::string& sql);
  Statement Prepare(const std::string& sql, const std::vector<std::string>& texts = {});
  // The rows of a short answer, nulls as empty texts.
  std::vector<std::vector<std::string>> Query(const std::string& sql,
                                              const std::vector<std::string>& texts = {});
  // Takes one step; true for a row.
  bool Step(sqlite3_stmt* statement);
  std::int64_t changes() const { return sqlite3_changes64(handle_.get()); }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  sqlite3* handle() const { return handle_.get(); }
  const std::string& path() const { return path_; }
  // The file, wherever it is looked at from.
  std::string place() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  [[noreturn]] void Fail() const;
  static int OnProgress(void* self);
  static int OnBusy(void* self, int tries);

  std::string path_;
  std::chrono::milliseconds busy_timeout_;
  std::chrono::steady_clock::time_point busy_since_;
  const std::atomic<bool>& cancelled_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// Begins at once as a writer, and undoes everything unless it was committed.
class Transaction {
 public:
  explicit Transaction(WriteDatabase& database) : database_(database) {
    database.Execute("BEGIN IMMEDIATE");
  }
  Transaction(const Transaction&) = delete;
  ~Transaction() {
    if (database_.in_transaction())
      sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void Commit() { database_.Execute("COMMIT"); }

 private:
  WriteDatabase& database_;
};

}  // namespace etl::sqlite
