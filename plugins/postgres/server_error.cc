// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/server_error.h"

#include <algorithm>

#include "plugins/shared/sql_source/cell.h"

namespace etl::postgres {
namespace {

bool Has(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

std::string OneLine(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  std::string out(text);
  std::replace(out.begin(), out.end(), '\n', ' ');
  std::replace(out.begin(), out.end(), '\t', ' ');
  return out;
}

bool IsCode(std::string_view text) {
  return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

// Of several addresses of a host each has its line; the last one counts.
std::string_view LastAttempt(std::string_view message) {
  const auto failed = message.rfind(" failed: ");
  if (failed != std::string_view::npos) message.remove_prefix(failed + 9);
  return message.substr(0, message.find('\n'));
}

std::string TlsHint(const Address& address, std::string_view text) {
  if (Has(text, "does not support SSL"))
    return "turn TLS on in the server or, on a network that you trust, set `tls: {mode: off}` on "
           "the connection";
  if (Has(text, "private key")) return "the file of `key` must be readable for its owner alone";
  if (address.tls == Tls::kVerify || address.tls == Tls::kVerifyCa)
    return "`tls: {ca: FILE}` on the connection says whom to trust; `tls: {mode: require}` "
           "encrypts without knowing who answers";
  return "see `tls: {mode: ...}` of the connection";
}

std::string ConnectHint(const ServerError& error, const Address& address) {
  if (error.code.starts_with("28"))
    return Has(error.text, "pg_hba")
               ? "the server's pg_hba.conf says who may come from where, and whether with TLS"
               : "check `user` and `password` of the connection";
  if (error.code == "3D000" || error.code == "42501")
    return "check `database` of the connection, and what the user may see";
  if (error.code == "53300")
    return "all connections of the server are taken: try later, or raise max_connections";
  if (!error.code.empty()) return {};
  if (Has(error.text, "no password supplied")) return "set `password` of the connection";
  if (Has(error.text, "translate host name")) return "check the host in the connection's url";
  if (Has(error.text, "Connection refused") || Has(error.text, "No such file"))
    return "is the server running, and does it listen there?";
  if (Has(error.text, "expected authentication request") || Has(error.text, "connect_timeout"))
    return "is that a PostgreSQL server, and its port?";
  if (Has(error.text, "SSL") || Has(error.text, "certificate") || Has(error.text, "private key"))
    return TlsHint(address, error.text);
  return {};
}

// Mistakes that only a change of `query`, `where` or `table` repairs: syntax and names, features
// that the server lacks, literals that are none of their type, what a reader must not do.
bool IsInTheSql(const std::string& code) {
  return (code.starts_with("42") && code != "42501") || code.starts_with("0A") ||
         code.starts_with("22") || code == "3F000" || code == "25006";
}

std::string Code(const ServerError& error) {
  return error.code.empty() ? std::string() : " (error " + error.code + ")";
}

}  // namespace

ServerError ErrorOf(const PGresult* result, const PGconn* connection) {
  const auto field = [&](int code) {
    const char* text = result ? PQresultErrorField(result, code) : nullptr;
    return std::string(text ? text : "");
  };
  ServerError error{field(PG_DIAG_SQLSTATE),
                    field(PG_DIAG_MESSAGE_PRIMARY),
                    OneLine(field(PG_DIAG_MESSAGE_HINT)),
                    field(PG_DIAG_CONSTRAINT_NAME),
                    field(PG_DIAG_COLUMN_NAME),
                    field(PG_DIAG_CONTEXT)};
  if (const std::string detail = OneLine(field(PG_DIAG_MESSAGE_DETAIL)); !detail.empty())
    error.text += ": " + detail;
  if (error.text.empty()) error.text = PQerrorMessage(connection);
  // What libpq itself says goes on for lines, with guesses.
  if (error.code.empty()) error.text = OneLine(error.text.substr(0, error.text.find('\n')));
  if (error.text.empty()) error.text = "the connection is closed";
  error.text = OneLine(error.text);
  return error;
}

ServerError ConnectErrorOf(std::string_view message) {
  std::string_view text = LastAttempt(message);
  // "FATAL:  28P01: password authentication failed"; the first word is in the server's language.
  const auto code = text.find(":  ");
  const bool has_code = code != std::string_view::npos && text.substr(code + 8, 2) == ": " &&
                        IsCode(text.substr(code + 3, 5));
  if (!has_code) return {{}, OneLine(text)};
  return {std::string(text.substr(code + 3, 5)), OneLine(text.substr(code + 10))};
}

bool IsWorthRetrying(const ServerError& error) {
  // Too many connections; starting up. libpq has only words for a refusal.
  return error.code == "53300" || error.code == "57P03" ||
         (error.code.empty() && Has(error.text, "Connection refused"));
}

void ThrowConnectError(const ServerError& error, const Address& address, const Context& context) {
  throw EnvironmentError("cannot connect to {}: {}{}", address.name(), context.Mask(error.text),
                         Code(error))
      .Hint(ConnectHint(error, address));
}

void ThrowQueryError(const ServerError& error, const Address& address, const Context& context) {
  const std::string text = context.Mask(error.text), hint = context.Mask(error.hint);
  if (IsInTheSql(error.code))
    throw ConfigError("{} refuses the query: {}{}", address.name(), text, Code(error)).Hint(hint);
  throw EnvironmentError("{} cannot run the query: {}{}", address.name(), text, Code(error))
      .Hint(hint);
}

void ThrowReadError(const ServerError& error, const Address& address, const Context& context,
                    std::int64_t rows) {
  const std::string after =
      rows == 0 ? "before the first row" : "after " + sql_source::RowName(rows - 1);
  throw EnvironmentError("the rows of {} broke off {}: {}{}", address.name(), after,
                         context.Mask(error.text), Code(error))
      .Row(rows)
      .Hint("what was read is incomplete and is not used; run again");
}

void ThrowTimedOut(const Address& address, std::int64_t rows,
                   std::chrono::milliseconds read_timeout) {
  const std::string after =
      rows == 0 ? "before the first row" : "after " + sql_source::RowName(rows - 1);
  throw EnvironmentError("{} sent nothing for {} ms (read_timeout), {}", address.name(),
                         read_timeout.count(), after)
      .Row(rows)
      .Hint(
          "raise `read_timeout` of the connection if the query needs that long, as one that sorts "
          "before it answers");
}

}  // namespace etl::postgres
