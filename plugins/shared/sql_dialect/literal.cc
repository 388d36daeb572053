// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/dialect.h"
#include "plugins/shared/sql_dialect/utf8.h"

namespace etl::sql_dialect {
namespace {

std::string Hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string SingleQuoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out += '\'';
}

// A backslash escapes or does not, as the session's sql_mode says: hex digits mean one thing.
std::string MysqlText(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c != '\\' && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
  return plain ? SingleQuoted(text) : "_utf8mb4 X'" + Hex(text) + "'";
}

// SQLite's parser stops at a NUL byte; a cast blob would depend on the database's encoding.
std::string SqliteText(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return SingleQuoted(text);
  std::string out = "(";
  for (std::size_t end; (end = text.find('\0')) != std::string_view::npos;
       text.remove_prefix(end + 1))
    out += SingleQuoted(text.substr(0, end)) + "||char(0)||";
  return out + SingleQuoted(text) + ")";
}

// In an E'' string a backslash always escapes; in '' it does as the session says.
std::string PostgresText(std::string_view text) {
  if (text.find('\0') != std::string_view::npos)
    throw ConfigError("a text in postgres cannot hold a NUL byte: {}", Quoted(text));
  if (text.find('\\') == std::string_view::npos) return SingleQuoted(text);
  std::string doubled;
  for (const char c : text) {
    if (c == '\\') doubled += '\\';
    doubled += c;
  }
  return "E" + SingleQuoted(doubled);
}

std::string Text(Dialect dialect, const std::string& text) {
  if (!MeasureUtf8(text)) throw ConfigError("a text in SQL must be valid UTF-8: {}", Quoted(text));
  switch (dialect) {
    case Dialect::kMysql:
      return MysqlText(text);
    case Dialect::kPostgres:
      return PostgresText(text);
    case Dialect::kSqlite:
      break;
  }
  return SqliteText(text);
}

// With an exponent, or it would be an exact decimal in mysql and an integer in sqlite; in postgres
// it would be one all the same.
std::string Float(Dialect dialect, double value) {
  if (!std::isfinite(value))
    throw ConfigError("SQL has no literal for the number {}", FormatFloat64(value));
  std::string out = FormatFloat64(value);
  if (dialect == Dialect::kPostgres) return "float8'" + out + "'";
  if (out.find('e') == std::string::npos) out += "e0";
  return out;
}

std::string Date(Dialect dialect, std::int64_t days) {
  const std::int64_t first = *DaysFromCivil(1, 1, 1), last = *DaysFromCivil(9999, 12, 31);
  if (days < first || days > last)
    throw ConfigError("a date in SQL lies in the years 1 to 9999, this one is day {} from 1970",
                      days);
  const std::string quoted = "'" + FormatDate(static_cast<std::int32_t>(days)) + "'";
  return dialect == Dialect::kSqlite ? quoted : "DATE" + quoted;
}

std::string Decimal(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  const auto point = digits.find('.');
  const std::string_view whole = digits.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view("0") : digits.substr(point + 1);
  const auto all_digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!all_digits(whole) || !all_digits(fraction))
    throw ConfigError("not a decimal number: {}", Quoted(text));
  return text;
}

// "a -:x" must not begin a comment.
std::string Number(Dialect dialect, std::string text) {
  return dialect == Dialect::kPostgres && text.starts_with('-') ? "(" + text + ")" : text;
}

std::string Bool(Dialect dialect, bool value) {
  if (dialect == Dialect::kPostgres) return value ? "TRUE" : "FALSE";
  return value ? "1" : "0";
}

}  // namespace

std::string QuoteLiteral(Dialect dialect, const Value& value) {
  switch (value.type) {
    case ETL_VALUE_NULL:
      return "NULL";
    case ETL_VALUE_BOOL:
      return Bool(dialect, value.integer != 0);
    case ETL_VALUE_INT:
      return Number(dialect, std::to_string(value.integer));
    case ETL_VALUE_FLOAT:
      return Float(dialect, value.real);
    case ETL_VALUE_TEXT:
      return Text(dialect, value.text);
    case ETL_VALUE_DATE:
      return Date(dialect, value.integer);
    case ETL_VALUE_DECIMAL:
      return Number(dialect, Decimal(value.text));
  }
  throw ConfigError("a value of kind {} has no literal in SQL", static_cast<int>(value.type));
}

}  // namespace etl::sql_dialect
