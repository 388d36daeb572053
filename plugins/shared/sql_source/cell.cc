// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/cell.h"

#include <cstring>
#include <optional>

#include "etl/value_text.h"
#include "plugins/shared/sql_dialect/utf8.h"

namespace etl::sql_source {
namespace {

template <typename Word>
std::uint64_t WordAt(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Words that overlap at the end, rather than a byte at a time.
bool IsAscii(std::string_view text) {
  const char* at = text.data();
  const std::size_t size = text.size();
  std::uint64_t seen = 0;
  if (size >= 8) {
    const char* last = at + size - 8;
    for (; at < last; at += 8) seen |= WordAt<std::uint64_t>(at);
    seen |= WordAt<std::uint64_t>(last);
  } else if (size >= 4) {
    seen = WordAt<std::uint32_t>(at) | WordAt<std::uint32_t>(at + size - 4);
  } else {
    for (const char c : text) seen |= static_cast<unsigned char>(c);
  }
  return (seen & 0x8080808080808080u) == 0;
}

std::optional<std::size_t> CountCharacters(std::string_view text) {
  if (IsAscii(text)) return text.size();
  const auto shape = sql_dialect::MeasureUtf8(text);
  if (!shape) return std::nullopt;
  return shape->characters;
}

}  // namespace

void CheckText(const Field& field, std::string_view text, std::int64_t row) {
  const auto characters = CountCharacters(text);
  if (!characters)
    throw DataError("text is not UTF-8: {}", Quoted(text)).Row(row).Column(field.name);
  if (field.max_chars > 0 && *characters > static_cast<std::size_t>(field.max_chars))
    throw DataError("text of {} characters is longer than varchar({}): {}", *characters,
                    field.max_chars, Quoted(text))
        .Row(row)
        .Column(field.name)
        .Hint("declare the column longer, or as string");
}

void ThrowBadValue(const Field& field, std::string_view value, std::int64_t row, std::string hint) {
  throw DataError("value does not fit the type {}: {}", ToString(field.type), Quoted(value))
      .Row(row)
      .Column(field.name)
      .Hint(std::move(hint));
}

void AddToText(std::string& row, std::string_view name, const char* value, std::size_t size) {
  constexpr std::size_t kMostShown = 4096;  // of one value
  row += row.empty() ? "" : ", ";
  row += name;
  row += '=';
  row += value ? Quoted({value, size}, kMostShown) : "null";
}

std::string RowName(std::int64_t row) {
  std::string digits = std::to_string(row + 1);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return "row " + digits;
}

}  // namespace etl::sql_source
