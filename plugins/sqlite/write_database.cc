// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/write_database.h"

#include <filesystem>
#include <thread>

namespace etl::sqlite {
namespace {

constexpr int kOpcodesBetweenChecks = 10'000;
constexpr std::chrono::milliseconds kBusyPause{5};

}  // namespace

WriteDatabase::WriteDatabase(const ConnectionOptions& options, const std::atomic<bool>& cancelled,
                             bool create)
    : path_(PathOf(options)), busy_timeout_(options.busy_timeout), cancelled_(cancelled) {
  std::error_code error;
  if (!create && !std::filesystem::is_regular_file(path_, error))
    throw EnvironmentError("no such database file: {}", path_)
        .Option(options.url.node.get())
        .Hint(
            "`create: true` creates it, with the table; a relative path starts in the working "
            "directory");
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int opened = sqlite3_open_v2(path_.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (opened != SQLITE_OK) Fail();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_progress_handler(handle, kOpcodesBetweenChecks, OnProgress, this);
  sqlite3_busy_handler(handle, OnBusy, this);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  Execute("PRAGMA foreign_keys=ON");
}

void WriteDatabase::Execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) Fail();
}

Statement WriteDatabase::Prepare(const std::string& sql, const std::vector<std::string>& texts) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), static_cast<int>(sql.size() + 1),
                                      &raw, nullptr);
  Statement statement(raw);
  if (code != SQLITE_OK) Fail();
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (sqlite3_bind_text64(raw, static_cast<int>(i) + 1, texts[i].data(), texts[i].size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
      Fail();
  return statement;
}

std::vector<std::vector<std::string>> WriteDatabase::Query(const std::string& sql,
                                                           const std::vector<std::string>& texts) {
  const Statement statement = Prepare(sql, texts);
  std::vector<std::vector<std::string>> rows;
  while (Step(statement.get())) {
    std::vector<std::string>& row = rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement.get()); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), i));
      row.emplace_back(text ? text : "",
                       static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), i)));
    }
  }
  return rows;
}

bool WriteDatabase::Step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) Fail();
  return false;
}

std::string WriteDatabase::place() const {
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(path_), error);
  return error ? path_ : path.string();
}

void WriteDatabase::Fail() const {
  if (cancelled_) throw Cancelled();
  const int code = sqlite3_errcode(handle_.get()) & 0xff;
  const std::string text = sqlite3_errmsg(handle_.get());
  if (code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOOBIG)
    throw DataError("{} refuses it: {}", path_, text);
  EnvironmentError error("cannot write to {}: {}", path_, text);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    throw std::move(error).Hint(
        "another process, or another sink of this run that appends, is writing to it; or a reader "
        "does not end: wait, or raise busy_timeout of the connection");
  if (code == SQLITE_FULL)
    throw std::move(error).Hint(
        "make room on the disk of the database, whose journal needs some, too");
  if (code == SQLITE_READONLY)
    throw std::move(error).Hint(
        "the file, its folder or its disk is read-only, or belongs to somebody else");
  throw std::move(error);
}

int WriteDatabase::OnProgress(void* self) {
  return static_cast<WriteDatabase*>(self)->cancelled_ ? 1 : 0;
}

int WriteDatabase::OnBusy(void* self, int tries) {
  auto* database = static_cast<WriteDatabase*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) database->busy_since_ = now;
  if (database->cancelled_ || now - database->busy_since_ >= database->busy_timeout_) return 0;
  std::this_thread::sleep_for(kBusyPause);
  return 1;
}

}  // namespace etl::sqlite
