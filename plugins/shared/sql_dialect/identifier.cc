// SPDX-License-Identifier: Apache-2.0
#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/shared/sql_dialect/reserved_words.h"
#include "plugins/shared/sql_dialect/utf8.h"

namespace etl::sql_dialect {
namespace {

constexpr std::size_t kMysqlMaxCharacters = 64;
constexpr std::size_t kPostgresMaxBytes = 63;

void CheckMysqlName(std::string_view name, const TextShape& shape) {
  if (shape.characters > kMysqlMaxCharacters)
    throw ConfigError("a mysql name has at most {} characters, this one has {}: {}",
                      kMysqlMaxCharacters, shape.characters, Quoted(name))
        .Hint("rename it to something shorter");
  if (name.back() == ' ')
    throw ConfigError("a mysql name cannot end with a space: {}", Quoted(name));
  if (shape.supplementary)
    throw ConfigError("a mysql name cannot hold a character above U+FFFF: {}", Quoted(name));
}

void CheckPostgresName(std::string_view name) {
  if (name.size() > kPostgresMaxBytes)
    throw ConfigError("a postgres name has at most {} bytes, this one has {}: {}",
                      kPostgresMaxBytes, name.size(), Quoted(name))
        .Hint("rename it to something shorter");
}

void CheckName(Dialect dialect, std::string_view name) {
  if (name.empty()) throw ConfigError("a name in SQL cannot be empty");
  if (name.find('\0') != std::string_view::npos)
    throw ConfigError("a name in SQL cannot hold a NUL byte: {}", Quoted(name));
  const auto shape = MeasureUtf8(name);
  if (!shape) throw ConfigError("a name in SQL must be valid UTF-8");
  if (dialect == Dialect::kMysql) CheckMysqlName(name, *shape);
  if (dialect == Dialect::kPostgres) CheckPostgresName(name);
}

bool IsPlainWord(Dialect dialect, std::string_view name) {
  const bool upper = dialect != Dialect::kPostgres;  // which folds it
  const auto letter = [upper](char c) {
    return (c >= 'a' && c <= 'z') || (upper && c >= 'A' && c <= 'Z') || c == '_';
  };
  for (char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  return letter(name.front());
}

}  // namespace

Dialect ParseDialect(std::string_view name) {
  if (name == "mysql") return Dialect::kMysql;
  if (name == "sqlite") return Dialect::kSqlite;
  if (name == "postgres") return Dialect::kPostgres;
  throw ConfigError("unknown SQL dialect {}", Quoted(name))
      .Hint("dialects are mysql, postgres and sqlite");
}

std::string_view ToString(Dialect dialect) {
  switch (dialect) {
    case Dialect::kMysql:
      return "mysql";
    case Dialect::kPostgres:
      return "postgres";
    case Dialect::kSqlite:
      break;
  }
  return "sqlite";
}

std::string QuoteIdentifier(Dialect dialect, std::string_view name) {
  CheckName(dialect, name);
  if (IsPlainWord(dialect, name) && !IsReserved(dialect, name)) return std::string(name);
  const char quote = dialect == Dialect::kMysql ? '`' : '"';
  std::string out(1, quote);
  for (char c : name) {
    if (c == quote) out += quote;
    out += c;
  }
  return out += quote;
}

}  // namespace etl::sql_dialect
