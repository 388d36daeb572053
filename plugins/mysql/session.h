// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mysql.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mysql/interrupter.h"
#include "plugins/mysql/server_error.h"

namespace etl::mysql {

using TextRow = std::vector<std::optional<std::string>>;

// A result's column as the protocol describes it.
struct ColumnInfo {
  explicit ColumnInfo(const MYSQL_FIELD& field)
      : name(field.name, field.name_length),
        type(field.type),
        length(field.length),
        charset(field.charsetnr),
        flags(field.flags),
        decimals(field.decimals) {}

  std::string name;
  enum_field_types type;
  unsigned long length;  // bytes, in the session's utf8mb4
  unsigned charset, flags, decimals;
};

// What a session is for.
enum class Access {
  kRead,  // one read-only transaction: all statements see the same state of the database
  kWrite  // no transaction yet; a statement may take an hour
};

// One connection.
// The session's settings do not depend on the server's: UTF-8, UTC, no backslash escapes, and
// timeouts that let the reader pause for a day. Destroying it leaves nothing running in the server.
// For one thread; others may use the interrupter, which must outlive it. Errors are
// EnvironmentError, ConfigError for the user's SQL, or Cancelled.
class Session {
 public:
  Session(const ConnectionOptions& options, Context& context, Interrupter& interrupter,
          Access access = Access::kRead);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // All rows of a short answer.
  std::vector<TextRow> Query(const std::string& sql);
  // Throws if the server would not run the query.
  void Check(const std::string& sql);
  // Whether the query's rows come in its order as the server reads them, without a sort.
  bool ReadsInOrder(const std::string& sql);
  // The columns of a query that gives no rows.
  std::vector<ColumnInfo> Probe(const std::string& sql);

  // Sends a query whose rows are then fetched one by one, and not kept.
  void Start(const std::string& sql);
  std::vector<ColumnInfo> columns() const { return ColumnsOf(result_); }
  // False after the last row. A connection that ends before is an error.
  bool Fetch();
  // Of the row fetched last; valid until the next. A null is nullptr.
  const char* const* values() const { return row_; }
  const unsigned long* lengths() const { return lengths_; }

  const Address& address() const { return address_; }

 protected:
  MYSQL* handle() const { return mysql_.get(); }
  Context& context() const { return context_; }
  // Whether the server may still be working for us: then the end of the session kills it.
  void set_busy(bool busy) { busy_ = busy; }
  ServerError LastError() const;
  void CheckInterrupted() const;

 private:
  struct Close {
    void operator()(MYSQL* mysql) const { mysql_close(mysql); }
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
  };
  using Handle = std::unique_ptr<MYSQL, Close>;
  using Result = std::unique_ptr<MYSQL_RES, Close>;

  Handle NewHandle(std::chrono::milliseconds connect, std::chrono::milliseconds read) const;
  void Connect();
  bool TryConnect();
  int WaitFor(int status, std::chrono::steady_clock::time_point deadline);
  bool NoTls() const;
  void SetUp();
  void Send(const std::string& sql);
  Result Store(const std::string& sql);
  static std::vector<ColumnInfo> ColumnsOf(const Result& result);
  void KillOnServer() noexcept;

  const ConnectionOptions& options_;
  Context& context_;
  Interrupter& interrupter_;
  Access access_;
  Address address_;
  Handle mysql_;
  Result result_;
  MYSQL_ROW row_ = nullptr;
  const unsigned long* lengths_ = nullptr;
  std::int64_t rows_ = 0;
  bool busy_ = false;  // the server may still be working for us
};

}  // namespace etl::mysql
