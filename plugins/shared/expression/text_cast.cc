// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/text_cast.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "etl/value_text.h"
#include "plugins/shared/expression/kernel.h"
#include "plugins/shared/expression/utf8.h"

namespace etl::expression {
namespace {

std::string_view WithoutSpaces(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return text;
}

template <typename T>
bool Take(std::optional<T> parsed, T& out) {
  if (parsed) out = *parsed;
  return parsed.has_value();
}

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = utf8::SizeAt(text, i);
    if (size == 0) return false;
    i += size;
  }
  return true;
}

}  // namespace

std::string ValueText(std::uint8_t value, DataType) { return value ? "true" : "false"; }
std::string ValueText(std::int32_t value, DataType type) {
  return type.id == TypeId::kDate32 ? FormatDate(value) : std::to_string(value);
}
std::string ValueText(std::int64_t value, DataType type) {
  if (type.id == TypeId::kDuration) return FormatDuration(value);
  if (type.id == TypeId::kInt64) return std::to_string(value);
  return FormatTimestamp(value, type.id == TypeId::kTimestampUtc);
}
std::string ValueText(std::uint64_t value, DataType) { return std::to_string(value); }
std::string ValueText(double value, DataType) { return FormatFloat64(value); }
std::string ValueText(Int128 value, DataType type) { return FormatDecimal(value, type.scale); }
std::string ValueText(std::string_view value, DataType) { return Quoted(value); }

bool ParseValue(std::string_view text, DataType, std::uint8_t& out) {
  std::string word(WithoutSpaces(text));
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  static constexpr std::array<std::string_view, 6> kTrue{"true", "t", "yes", "y", "on", "1"};
  static constexpr std::array<std::string_view, 6> kFalse{"false", "f", "no", "n", "off", "0"};
  out = std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end() ? 1 : 0;
  return out == 1 || std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end();
}
bool ParseValue(std::string_view text, DataType type, std::int32_t& out) {
  if (type.id == TypeId::kDate32) return Take(ParseDate(WithoutSpaces(text)), out);
  return Take(etl::detail::ParseNumber<std::int32_t>(WithoutSpaces(text)), out);
}
bool ParseValue(std::string_view text, DataType type, std::int64_t& out) {
  text = WithoutSpaces(text);
  if (type.id == TypeId::kInt64) return Take(etl::detail::ParseNumber<std::int64_t>(text), out);
  if (type.id == TypeId::kDuration) return Take(ParseDuration(text), out);
  bool has_zone = false;
  if (type.id == TypeId::kTimestamp)
    if (const auto days = ParseDate(text)) return out = *days * kMicrosPerDay, true;
  // A zone where none belongs would be dropped in silence; a missing one would be guessed.
  return Take(ParseTimestamp(text, &has_zone), out) &&
         has_zone == (type.id == TypeId::kTimestampUtc);
}
bool ParseValue(std::string_view text, DataType, std::uint64_t& out) {
  return Take(etl::detail::ParseNumber<std::uint64_t>(WithoutSpaces(text)), out);
}
bool ParseValue(std::string_view text, DataType, double& out) {
  return Take(etl::detail::ParseNumber<double>(WithoutSpaces(text)), out);
}
bool ParseValue(std::string_view text, DataType type, Int128& out) {
  return Take(ParseDecimal(WithoutSpaces(text), type.precision, type.scale), out);
}
bool ParseValue(std::string_view text, DataType, std::string_view& out) { return out = text, true; }

Vector CastToText(const Vector& from, const CastTarget& to, const Rows& rows, const Place& place) {
  const auto limit = static_cast<std::size_t>(to.max_chars);
  const auto check = [&](const Rows& at, std::int64_t row, std::string_view text) {
    if (limit == 0 || text.size() <= limit || utf8::Length(text) <= limit) return;
    if (to.failed) return to.failed->push_back(row);
    place.Fail(at, row,
               Format("a text of {} characters does not fit varchar({}): {}", utf8::Length(text),
                      limit, Quoted(text)),
               "substr(x, 1, n) cuts it");
  };
  return VisitStorage(from.type(), [&](auto example) {
    using In = decltype(example);
    const auto values = from.values<In>();
    if constexpr (std::is_same_v<In, std::string_view>) {
      if (limit == 0 && from.type().id == TypeId::kUtf8) return from;
      const bool check_bytes = from.type().id == TypeId::kBinary;
      const Rows at = RowsFor(rows, from.constant());
      for (std::int64_t i = 0; i < at.count; ++i) {
        if (!Matters(from, at, i)) continue;
        if (check_bytes && !IsUtf8(values[i])) {
          if (!to.failed) place.Fail(at, i, "these bytes are not UTF-8 text");
          to.failed->push_back(i);
          continue;
        }
        check(at, i, values[i]);
      }
      Vector out = from;
      out.set_type(to.type);
      if (check_bytes) out.set_origin(nullptr);
      return out;
    } else {
      return MapToText(rows, {&from}, [&](const Rows& at, std::int64_t row, std::string& out) {
        const std::string text = ValueText(values[row], from.type());
        check(at, row, text);
        out += text;
      });
    }
  });
}

Vector CastFromText(const Vector& from, const CastTarget& to, const Rows& rows,
                    const Place& place) {
  const auto fail = [&](const Rows& at, std::int64_t row) {
    if (to.failed) return to.failed->push_back(row);
    place.Fail(at, row,
               Format("cannot read as {}: {}", ToString(to.type),
                      Quoted(from.values<std::string_view>()[row])));
  };
  if (to.type.id == TypeId::kBinary) {
    Vector out = from;
    out.set_type(to.type);
    out.set_origin(nullptr);
    return out;
  }
  return VisitStorage(to.type, [&](auto example) {
    using Out = decltype(example);
    return Map<Out, std::string_view>(
        to.type, from, rows,
        [type = to.type](std::string_view text, Out& out) { return ParseValue(text, type, out); },
        fail);
  });
}

}  // namespace etl::expression
