// SPDX-License-Identifier: Apache-2.0
#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/shared/sql_dialect/reserved_words.h"
#include "plugins/shared/sql_dialect/utf8.h"

namespace etl::sql_dialect {
namespace {

constexpr std::size_t kMysqlMaxCharacters = 64;

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

void CheckName(Dialect dialect, std::string_view name) {
  if (name.empty()) throw ConfigError("a name in SQL cannot be empty");
  if (name.find('\0') != std::string_view::npos)
    throw ConfigError("a name in SQL cannot hold a NUL byte: {}", Quoted(name));
  const auto shape = MeasureUtf8(name);
  if (!shape) throw ConfigError("a name in SQL must be valid UTF-8");
  if (dialect == Dialect::kMysql) CheckMysqlName(name, *shape);
}

bool IsPlainWord(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  for (char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  return letter(name.front());
}

}  // namespace

Dialect ParseDialect(std::string_view name) {
  if (name == "mysql") return Dialect::kMysql;
  if (name == "sqlite") return Dialect::kSqlite;
  throw ConfigError("unknown SQL dialect {}", Quoted(name)).Hint("dialects are mysql and sqlite");
}

std::string_view ToString(Dialect dialect) {
  return dialect == Dialect::kMysql ? "mysql" : "sqlite";
}

std::string QuoteIdentifier(Dialect dialect, std::string_view name) {
  CheckName(dialect, name);
  if (IsPlainWord(name) && !IsReserved(dialect, name)) return std::string(name);
  const char quote = dialect == Dialect::kMysql ? '`' : '"';
  std::string out(1, quote);
  for (char c : name) {
    if (c == quote) out += quote;
    out += c;
  }
  return out += quote;
}

}  // namespace etl::sql_dialect
