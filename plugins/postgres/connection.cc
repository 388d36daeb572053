// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <thread>

namespace etl::postgres {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kCancelTimeout{1000};
// libpq does not say whether TLS holds bytes that it has not handed over, so it is asked again.
constexpr milliseconds kTlsSlice{10};

}  // namespace

Connection::~Connection() {
  if (connection_ && busy_ && !broken_) CancelOnServer();
}

Result Connection::Run(const std::string& sql) {
  rows_ = 0;
  Sent(PQsendQuery(connection_.get(), sql.c_str()));
  return Finish();
}

void Connection::Execute(const std::string& sql) { Run(sql); }

std::vector<TextRow> Connection::Query(const std::string& sql,
                                       const std::vector<std::string>& params) {
  std::vector<const char*> values;
  for (const std::string& param : params) values.push_back(param.c_str());
  Sent(PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                         values.data(), nullptr, nullptr, 0));
  const Result result = Finish();
  std::vector<TextRow> rows;
  for (int i = 0; i < PQntuples(result.get()); ++i) {
    TextRow& row = rows.emplace_back(static_cast<std::size_t>(PQnfields(result.get())));
    for (int j = 0; j < PQnfields(result.get()); ++j)
      if (!PQgetisnull(result.get(), i, j))
        row[static_cast<std::size_t>(j)].emplace(
            PQgetvalue(result.get(), i, j),
            static_cast<std::size_t>(PQgetlength(result.get(), i, j)));
  }
  return rows;
}

Result Connection::Describe(const std::string& sql) {
  Sent(PQsendPrepare(connection_.get(), "", sql.c_str(), 0, nullptr));
  Finish();
  Sent(PQsendDescribePrepared(connection_.get(), ""));
  return Finish();
}

void Connection::StartCopyOut(const std::string& sql) {
  rows_ = 0;
  // With parameters, although there are none: that protocol takes one statement only.
  Sent(PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
  const Result result = NextResult();
  if (PQresultStatus(result.get()) == PGRES_COPY_OUT) return;
  const ServerError error = ErrorOf(result.get(), connection_.get());
  while (busy_) NextResult();
  ThrowIfLost(error);
  ThrowRefused(error);
}

void Connection::StartCopyIn(const std::string& sql) {
  Sent(PQsendQuery(connection_.get(), sql.c_str()));
  const Result result = NextResult();
  if (PQresultStatus(result.get()) == PGRES_COPY_IN) return;
  const ServerError error = ErrorOf(result.get(), connection_.get());
  while (busy_) NextResult();
  ThrowIfLost(error);
  ThrowRefused(error);
}

void Connection::WriteCopy(std::string_view bytes) {
  CheckInterrupted();
  int queued;
  while ((queued =
              PQputCopyData(connection_.get(), bytes.data(), static_cast<int>(bytes.size()))) == 0)
    Flush();
  if (queued < 0) ThrowBroken();
  Flush();
}

std::int64_t Connection::EndCopyIn() {
  int queued;
  while ((queued = PQputCopyEnd(connection_.get(), nullptr)) == 0) Flush();
  if (queued < 0) ThrowBroken();
  Flush();
  const Result result = Finish();
  return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

bool Connection::ReadCopy(std::string_view& message) {
  char* buffer = nullptr;
  int size = PQgetCopyData(connection_.get(), &buffer, 1);
  for (auto silent_since = Clock::now(); size == 0;) {
    WaitForInput(silent_since);
    size = PQgetCopyData(connection_.get(), &buffer, 1);
  }
  copied_.reset(buffer);
  if (size > 0) {
    message = {buffer, static_cast<std::size_t>(size)};
    return true;
  }
  if (size < -1) ThrowBroken();
  EndCopy();
  return false;
}

// The end of the messages is not yet the end of the rows: an error or a lost connection ends them,
// too.
void Connection::EndCopy() {
  Result result = NextResult();
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    const ServerError error = ErrorOf(result.get(), connection_.get());
    ThrowIfLost(error);
    CheckInterrupted();
    ThrowReadError(error, address_, context_, rows_);
  }
  rows_sent_ = std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
  Finish();
}

void Connection::Sent(int accepted) {
  CheckInterrupted();
  if (!accepted) ThrowBroken();
  busy_ = true;
  Flush();
}

void Connection::Flush() {
  for (auto silent_since = Clock::now();;) {
    const int left = PQflush(connection_.get());
    if (left == 0) return;
    if (left < 0) ThrowBroken();
    CheckInterrupted();
    const auto patience =
        std::chrono::ceil<milliseconds>(silent_since + options_.read_timeout - Clock::now());
    if (patience.count() <= 0) ThrowSilent();
    const int came = interrupter_.Wait(PQsocket(connection_.get()), POLLIN | POLLOUT, patience);
    if (came != 0) silent_since = Clock::now();
    if ((came & POLLIN) != 0 && !PQconsumeInput(connection_.get())) ThrowBroken();
  }
}

// Takes what has come, or waits for it; `silent_since` is when something came last. After the
// connection's end it comes back once, as what was read before may hold the server's last word.
void Connection::WaitForInput(Clock::time_point& silent_since) {
  if (broken_) ThrowBroken();
  for (;;) {
    CheckInterrupted();
    auto patience =
        std::chrono::ceil<milliseconds>(silent_since + options_.read_timeout - Clock::now());
    if (patience.count() <= 0) ThrowSilent();
    const bool tls = PQsslInUse(connection_.get()) != 0;
    if (tls) patience = std::min(patience, kTlsSlice);
    const int came = interrupter_.Wait(PQsocket(connection_.get()), POLLIN, patience);
    if (came == 0 && !tls) continue;
    if (came != 0) silent_since = Clock::now();
    broken_ = !PQconsumeInput(connection_.get());
    return;
  }
}

Result Connection::NextResult() {
  for (auto silent_since = Clock::now(); PQisBusy(connection_.get());) WaitForInput(silent_since);
  Result result(PQgetResult(connection_.get()));
  if (!result) busy_ = false;
  return result;
}

// The last result of what was sent; the first error, once the server is ready for more.
Result Connection::Finish() {
  Result last;
  std::optional<ServerError> error;
  while (Result result = NextResult()) {
    const auto status = PQresultStatus(result.get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && !error) error = ErrorOf(result.get(), connection_.get());
    last = std::move(result);
  }
  ThrowIfLost(error ? *error : ErrorOf(nullptr, connection_.get()));
  if (error) ThrowRefused(*error);
  return last;
}

void Connection::ThrowIfLost(const ServerError& error) {
  if (PQstatus(connection_.get()) != CONNECTION_BAD) return;
  broken_ = true;
  CheckInterrupted();
  ThrowLost(error);
}

void Connection::ThrowBroken() {
  broken_ = true;
  CheckInterrupted();
  ThrowLost(ErrorOf(nullptr, connection_.get()));
}

void Connection::ThrowBroken(std::string text) { ThrowLost({{}, std::move(text)}); }

void Connection::ThrowRefused(const ServerError& error) const {
  if (purpose_ == Purpose::kWrite) throw StatementFailed(error, false);
  ThrowQueryError(error, address_, context_);
}

void Connection::ThrowLost(const ServerError& error) const {
  if (purpose_ == Purpose::kWrite) throw StatementFailed(error, true);
  ThrowReadError(error, address_, context_, rows_);
}

void Connection::ThrowSilent() const {
  if (purpose_ == Purpose::kRead) ThrowTimedOut(address_, rows_, options_.read_timeout);
  throw StatementFailed(
      {{}, Format("no answer within the read_timeout of {} ms", options_.read_timeout.count())},
      true);
}

// The server notices a closed connection only when it writes to it, which may be hours away. The
// request goes over a connection of its own, for which libpq knows no timeout.
void Connection::CancelOnServer() noexcept {
  try {
    const std::shared_ptr<PGcancel> cancel(PQgetCancel(connection_.get()), PQfreeCancel);
    if (!cancel) return;
    auto done = std::make_shared<std::promise<void>>();
    auto answer = done->get_future();
    std::thread([cancel, done] {
      char ignored[256];
      PQcancel(cancel.get(), ignored, sizeof ignored);
      done->set_value();
    }).detach();
    answer.wait_for(kCancelTimeout);
  } catch (const std::exception&) {
    // The server has to find out by itself.
  }
}

void Connection::CheckInterrupted() const {
  if (interrupter_.cancelled()) throw Cancelled();
  if (interrupter_.expired())
    throw EnvironmentError("{} took longer than the connection's total_timeout of {} ms",
                           address_.name(), options_.total_timeout.count())
        .Row(rows_);
}

}  // namespace etl::postgres
