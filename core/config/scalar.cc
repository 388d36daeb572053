// SPDX-License-Identifier: Apache-2.0
#include "config/scalar.h"

#include <charconv>
#include <chrono>
#include <limits>

namespace etl::config {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view SkipDigits(std::string_view text) {
  while (!text.empty() && IsDigit(text.front())) text.remove_prefix(1);
  return text;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool IsFloatSyntax(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::string_view rest = SkipDigits(text);
  const bool whole = rest.size() < text.size();
  bool fraction = false;
  if (rest.starts_with('.')) {
    const std::string_view after = SkipDigits(rest.substr(1));
    fraction = after.size() + 1 < rest.size();
    rest = after;
  }
  if (!whole && !fraction) return false;
  if (rest.empty()) return true;
  if (rest.front() != 'e' && rest.front() != 'E') return false;
  rest.remove_prefix(1);
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  return !rest.empty() && SkipDigits(rest).empty();
}

template <typename T>
std::optional<T> FromChars(std::string_view text, int base) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Unsigned, so that a sign after the prefix (0x-1) is refused.
std::optional<std::int64_t> ParsePrefixed(std::string_view digits, int base) {
  const auto value = FromChars<std::uint64_t>(digits, base);
  if (!value || *value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*value);
}

bool IsPlain(const Node& node) { return node.is_scalar() && !node.quoted() && !node.unresolved(); }

}  // namespace

std::optional<bool> ParseBool(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::int64_t> ParseInt(std::string_view text) {
  if (text.starts_with("0o")) return ParsePrefixed(text.substr(2), 8);
  if (text.starts_with("0x")) return ParsePrefixed(text.substr(2), 16);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  return FromChars<std::int64_t>(text, 10);
}

std::optional<double> ParseFloat(std::string_view text) {
  if (const auto integer = ParseInt(text)) return static_cast<double>(*integer);
  if (text == ".nan" || text == ".NaN" || text == ".NAN") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::string_view unsigned_text = text;
  if (text.starts_with('-') || text.starts_with('+')) unsigned_text.remove_prefix(1);
  if (unsigned_text == ".inf" || unsigned_text == ".Inf" || unsigned_text == ".INF") {
    const double infinity = std::numeric_limits<double>::infinity();
    return text.starts_with('-') ? -infinity : infinity;
  }
  if (!IsFloatSyntax(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = FromChars<unsigned>(text.substr(0, 4), 10);
  const auto month = FromChars<unsigned>(text.substr(5, 2), 10);
  const auto day = FromChars<unsigned>(text.substr(8, 2), 10);
  if (!year || !month || !day) return false;
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                     std::chrono::month(*month), std::chrono::day(*day))
      .ok();
}

std::optional<bool> AsBool(const Node& node) {
  return IsPlain(node) ? ParseBool(node.text()) : std::nullopt;
}

std::optional<std::int64_t> AsInt(const Node& node) {
  return IsPlain(node) ? ParseInt(node.text()) : std::nullopt;
}

std::optional<double> AsFloat(const Node& node) {
  return IsPlain(node) ? ParseFloat(node.text()) : std::nullopt;
}

bool IsNull(const Node& node) { return node.is_null(); }

bool IsIdentifier(std::string_view text) {
  if (text.empty() || IsDigit(text.front())) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !IsDigit(c) && c != '_') return false;
  }
  return true;
}

}  // namespace etl::config
