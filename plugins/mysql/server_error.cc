// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/server_error.h"

#include <errmsg.h>
#include <mysqld_error.h>

#include "plugins/shared/sql_source/cell.h"

namespace etl::mysql {
namespace {

std::string TlsHint(const Address& address, const std::string& text) {
  if (text.find("not support") != std::string::npos)
    return "turn TLS on in the server or, on a network that you trust, set `tls: {mode: off}` on "
           "the connection";
  if (address.tls == Tls::kVerify)
    return "`tls: {ca: FILE}` on the connection says whom to trust; `tls: {mode: require}` "
           "encrypts without knowing who answers";
  return "see `tls: {mode: ...}` of the connection";
}

std::string ConnectHint(const ServerError& error, const Address& address) {
  switch (error.code) {
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
      return "check `user` and `password` of the connection";
    case ER_BAD_DB_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
      return "check `database` of the connection, and what the user may see";
    case CR_UNKNOWN_HOST:
      return "check the host in the connection's url";
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
      return "is the server running, and does it listen there?";
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
    case ER_USER_LIMIT_REACHED:
      return "all connections of the server are taken: try later, or raise max_connections";
    case CR_SERVER_LOST:
      return "is that a MySQL server, and its port?";
    case CR_SSL_CONNECTION_ERROR:
      return TlsHint(address, error.text);
    default:
      return {};
  }
}

// Mistakes that only a change of `query`, `where` or `table` repairs.
bool IsInTheSql(unsigned code) {
  switch (code) {
    case ER_PARSE_ERROR:
    case ER_BAD_FIELD_ERROR:
    case ER_NO_SUCH_TABLE:
    case ER_NO_DB_ERROR:
    case ER_NON_UNIQ_ERROR:
    case ER_SP_DOES_NOT_EXIST:
    case ER_WRONG_FIELD_WITH_GROUP:
    case ER_INVALID_GROUP_FUNC_USE:
    case ER_MIX_OF_GROUP_FUNC_AND_FIELDS:
    case ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT:
    case ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT:
    case ER_OPERAND_COLUMNS:
    case ER_DUP_FIELDNAME:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool IsWorthRetrying(const ServerError& error) {
  if (error.code == ER_CON_COUNT_ERROR || error.code == ER_TOO_MANY_USER_CONNECTIONS) return true;
  // The library says why it could not connect only in its text: 111 is ECONNREFUSED.
  return (error.code == CR_CONNECTION_ERROR || error.code == CR_CONN_HOST_ERROR) &&
         error.text.find("(111") != std::string::npos;
}

void ThrowConnectError(const ServerError& error, const Address& address, const Context& context) {
  throw EnvironmentError("cannot connect to {}: {} (error {})", address.name(),
                         context.Mask(error.text), error.code)
      .Hint(ConnectHint(error, address));
}

void ThrowQueryError(const ServerError& error, const Address& address, const Context& context) {
  const std::string text = context.Mask(error.text);
  if (IsInTheSql(error.code))
    throw ConfigError("{} refuses the query: {} (error {})", address.name(), text, error.code);
  throw EnvironmentError("{} cannot run the query: {} (error {})", address.name(), text,
                         error.code);
}

void ThrowReadError(const ServerError& error, const Address& address, const Context& context,
                    std::int64_t rows, bool timed_out) {
  const std::string after =
      rows == 0 ? "before the first row" : "after " + sql_source::RowName(rows - 1);
  if (timed_out)
    throw EnvironmentError("{} sent nothing for too long (read_timeout), {} (error {})",
                           address.name(), after, error.code)
        .Row(rows)
        .Hint(
            "raise `read_timeout` of the connection if the query needs that long, as one that "
            "sorts before it answers");
  throw EnvironmentError("the rows of {} broke off {}: {} (error {})", address.name(), after,
                         context.Mask(error.text), error.code)
      .Row(rows)
      .Hint("what was read is incomplete and is not used; run again");
}

}  // namespace etl::mysql
