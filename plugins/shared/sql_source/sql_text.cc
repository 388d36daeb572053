// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/sql_text.h"

#include <algorithm>
#include <cctype>

#include "etl/error.h"

namespace etl::sql_source {
namespace {

using sql_dialect::Dialect;
using Kind = SqlToken::Kind;

bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool StartsWord(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
}
bool InWord(char c) {
  return StartsWord(c) || c == '$' || std::isdigit(static_cast<unsigned char>(c));
}

// Past the closing quote; a doubled one is part of the text.
std::size_t SkipQuoted(std::string_view sql, std::size_t at, char close) {
  for (++at; at < sql.size(); ++at) {
    if (sql[at] != close) continue;
    if (close == ']' || at + 1 == sql.size() || sql[at + 1] != close) return at + 1;
    ++at;
  }
  return at;
}

std::size_t SkipWord(std::string_view sql, std::size_t at) {
  while (at < sql.size() && InWord(sql[at])) ++at;
  return at;
}

// MySQL wants a space after "--"; "a--1" is a difference there.
bool StartsLineComment(Dialect dialect, std::string_view rest) {
  if (dialect == Dialect::kMysql && rest.starts_with('#')) return true;
  if (!rest.starts_with("--")) return false;
  return dialect != Dialect::kMysql || rest.size() == 2 || IsSpace(rest[2]);
}

std::size_t SkipPast(std::string_view sql, std::size_t at, std::string_view end) {
  const auto found = sql.find(end, at);
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

// A comment of PostgreSQL may hold others.
std::size_t SkipNestedComment(std::string_view sql, std::size_t at) {
  int depth = 0;
  while (at < sql.size()) {
    const std::string_view two = sql.substr(at, 2);
    if (two != "/*" && two != "*/") {
      ++at;
      continue;
    }
    at += 2;
    depth += two == "/*" ? 1 : -1;
    if (depth == 0) break;
  }
  return at;
}

// E'...' of PostgreSQL, in which a backslash escapes, also a quote.
std::size_t SkipEscaped(std::string_view sql, std::size_t at) {
  for (at += 2; at < sql.size(); ++at) {
    const bool doubled = sql.substr(at, 2) == "''";
    if (sql[at] == '\\' || doubled)
      ++at;
    else if (sql[at] == '\'')
      return at + 1;
  }
  return sql.size();
}

// Past $tag$...$tag$ of PostgreSQL; where it began if it is none ($1).
std::size_t SkipDollarQuoted(std::string_view sql, std::size_t at) {
  std::size_t close = at + 1;
  while (close < sql.size() && sql[close] != '$' && InWord(sql[close])) ++close;
  if (close >= sql.size() || sql[close] != '$') return at;
  if (close > at + 1 && !StartsWord(sql[at + 1])) return at;
  return SkipPast(sql, close + 1, sql.substr(at, close + 1 - at));
}

// What only PostgreSQL has. Stays at `at` where there is nothing of it.
std::size_t SkipPostgres(std::string_view sql, std::size_t at) {
  const std::string_view rest = sql.substr(at);
  if (rest.starts_with("E'") || rest.starts_with("e'")) return SkipEscaped(sql, at);
  return rest.starts_with('$') ? SkipDollarQuoted(sql, at) : at;
}

SqlToken::Kind Next(Dialect dialect, std::string_view sql, std::size_t at, std::size_t& end) {
  const char c = sql[at];
  const std::string_view rest = sql.substr(at);
  end = at + 1;
  if (StartsLineComment(dialect, rest)) {
    end = SkipPast(sql, at, "\n");
    return Kind::kComment;
  }
  if (rest.starts_with("/*")) {
    const bool nests = dialect == Dialect::kPostgres;
    end = nests ? SkipNestedComment(sql, at) : SkipPast(sql, at + 2, "*/");
    return Kind::kComment;
  }
  if (dialect == Dialect::kPostgres) {
    const std::size_t past = SkipPostgres(sql, at);
    if (past > at) return end = past, Kind::kOther;
  }
  if (StartsWord(c)) {
    end = SkipWord(sql, at);
    return Kind::kWord;
  }
  if (c == ':' && rest.size() > 1 && StartsWord(rest[1]) && (at == 0 || sql[at - 1] != ':')) {
    end = SkipWord(sql, at + 1);
    return Kind::kParam;
  }
  const bool backtick = c == '`' && dialect != Dialect::kPostgres;  // an operator there
  if (c == '\'' || c == '"' || backtick) end = SkipQuoted(sql, at, c);
  if (c == '[' && dialect == Dialect::kSqlite) end = SkipQuoted(sql, at, ']');
  if (std::isdigit(static_cast<unsigned char>(c))) end = SkipWord(sql, at);
  return Kind::kOther;
}

bool Is(const SqlToken& token, std::string_view upper) {
  return token.kind == Kind::kWord && token.text.size() == upper.size() &&
         std::equal(upper.begin(), upper.end(), token.text.begin(), [](char a, char b) {
           return a == std::toupper(static_cast<unsigned char>(b));
         });
}

bool IsBlank(const SqlToken& token) {
  return token.kind == Kind::kComment || std::all_of(token.text.begin(), token.text.end(), IsSpace);
}

}  // namespace

std::vector<SqlToken> Tokenize(Dialect dialect, std::string_view sql) {
  std::vector<SqlToken> tokens;
  int depth = 0;
  for (std::size_t at = 0, end = 0; at < sql.size(); at = end) {
    const Kind kind = Next(dialect, sql, at, end);
    const std::string_view text = sql.substr(at, end - at);
    if (text == ")") --depth;
    tokens.push_back({kind, text, depth});
    if (text == "(") ++depth;
  }
  return tokens;
}

std::string_view TrimQuery(Dialect dialect, std::string_view sql) {
  std::vector<SqlToken> tokens = Tokenize(dialect, sql);
  while (!tokens.empty() && (IsBlank(tokens.back()) || tokens.back().text == ";"))
    tokens.pop_back();
  const auto first = std::find_if_not(tokens.begin(), tokens.end(), [](const SqlToken& token) {
    return IsBlank(token) || token.text == "(";
  });
  if (first == tokens.end() ||
      !(Is(*first, "SELECT") || Is(*first, "WITH") || Is(*first, "VALUES")))
    throw ConfigError("`query` must be one SELECT");
  const char* end = tokens.back().text.data() + tokens.back().text.size();
  return sql.substr(0, static_cast<std::size_t>(end - sql.data()));
}

bool HasOwnOrder(Dialect dialect, std::string_view sql) {
  const std::vector<SqlToken> tokens = Tokenize(dialect, sql);
  return std::any_of(tokens.begin(), tokens.end(), [](const SqlToken& token) {
    return token.depth == 0 &&
           (Is(token, "ORDER") || Is(token, "LIMIT") || Is(token, "FETCH") || Is(token, "OFFSET"));
  });
}

}  // namespace etl::sql_source
