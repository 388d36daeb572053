// SPDX-License-Identifier: Apache-2.0
// How a connection comes to be.
#include <poll.h>

#include <array>

#include "plugins/postgres/connection.h"

namespace etl::postgres {
namespace {

using std::chrono::milliseconds;

constexpr int kConnectTries = 3;
constexpr milliseconds kFirstBackoff{200};

// libpq knows no store of certificates but its own file in the home directory.
constexpr const char* kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";
// With a file that is there, libpq would verify where nobody asked for it.
constexpr const char* kNoCertificates = "/dev/null/none";

const char* SslMode(Tls tls) {
  switch (tls) {
    case Tls::kOff:
      return "disable";
    case Tls::kRequire:
      return "require";
    case Tls::kVerifyCa:
      return "verify-ca";
    case Tls::kVerify:
      break;
  }
  return "verify-full";
}

std::string Certificates(const Address& address) {
  if (address.tls == Tls::kRequire) return kNoCertificates;
  return address.ca.empty() ? kSystemCertificates : address.ca;
}

// libpq looks for what is not said, or empty, in PG* variables and ~/.pgpass: it may be the user,
// the database and the password.
PGconn* StartConnect(const Address& address) {
  const std::string port = std::to_string(address.port), ca = Certificates(address);
  const std::string& host = address.socket.empty() ? address.host : address.socket;
  const std::array<std::pair<const char*, const char*>, 15> settings = {{
      {"host", host.c_str()},
      {"port", port.c_str()},
      {"user", address.user.c_str()},
      {"password", address.password.c_str()},
      {"dbname", address.database.c_str()},
      {"sslmode", SslMode(address.tls)},
      {"sslrootcert", ca.c_str()},
      {"sslcert", address.cert.empty() ? kNoCertificates : address.cert.c_str()},
      {"sslkey", address.key.empty() ? kNoCertificates : address.key.c_str()},
      {"gssencmode", "disable"},
      {"client_encoding", "UTF8"},
      {"application_name", "etl"},
      {"target_session_attrs", "any"},
      {"connect_timeout", "0"},  // ours
      {nullptr, nullptr},
  }};
  std::array<const char*, settings.size()> keys{}, values{};
  for (std::size_t i = 0; i < settings.size(); ++i)
    keys[i] = settings[i].first, values[i] = settings[i].second;
  return PQconnectStartParams(keys.data(), values.data(), 0);
}

}  // namespace

Connection::Connection(const ConnectionOptions& options, Context& context, Interrupter& interrupter,
                       Purpose purpose)
    : options_(options),
      context_(context),
      interrupter_(interrupter),
      purpose_(purpose),
      address_(AddressOf(options)) {
  if (options.total_timeout.count() > 0)
    interrupter.SetDeadline(Clock::now() + options.total_timeout);
  Connect();
  SetUp();
}

void Connection::Connect() {
  milliseconds backoff = kFirstBackoff;
  ServerError error;
  for (int attempt = 1; !TryConnect(error); ++attempt) {
    CheckInterrupted();
    if (attempt == kConnectTries || !IsWorthRetrying(error))
      ThrowConnectError(error, address_, context_);
    context_.Metric("retries");
    interrupter_.Wait(-1, 0, backoff);
    backoff *= 3;
  }
}

bool Connection::TryConnect(ServerError& error) {
  connection_.reset(StartConnect(address_));
  if (!connection_) throw EnvironmentError("out of memory");
  PQsetErrorVerbosity(connection_.get(), PQERRORS_VERBOSE);  // the code, which has no other way out
  if (PQstatus(connection_.get()) != CONNECTION_BAD) return Poll(error);
  error = ConnectErrorOf(PQerrorMessage(connection_.get()));
  return false;
}

bool Connection::Poll(ServerError& error) {
  const auto deadline = Clock::now() + options_.connect_timeout;
  for (auto wants = PGRES_POLLING_WRITING;; wants = PQconnectPoll(connection_.get())) {
    if (wants == PGRES_POLLING_OK) return true;
    if (wants == PGRES_POLLING_FAILED) {
      error = ConnectErrorOf(PQerrorMessage(connection_.get()));
      return false;
    }
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    const short events = wants == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (left.count() > 0 && interrupter_.Wait(PQsocket(connection_.get()), events, left) != 0)
      continue;
    CheckInterrupted();
    error = {
        {},
        Format("no answer within the connect_timeout of {} ms", options_.connect_timeout.count())};
    return false;
  }
}

void Connection::SetUp() {
  PGconn* connection = connection_.get();
  PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
  // Notices would go to stderr.
  PQsetNoticeProcessor(
      connection, [](void*, const char*) {}, nullptr);
  if (PQsetnonblocking(connection, 1) != 0) ThrowBroken();
}

}  // namespace etl::postgres
