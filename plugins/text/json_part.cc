// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/json_part.h"

#include <new>

#include "etl/error.h"
#include "plugins/shared/json_records/pointer.h"
#include "plugins/shared/json_records/record_list.h"
#include "plugins/text/shown.h"

namespace etl::text {
namespace {

using simdjson::dom::element;

constexpr std::size_t kFirstCapacity = 4096;
constexpr std::size_t kPlainDigits = 18;  // an integer of so many fits into 64 bits

std::size_t Digits(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '9') ++count;
  return count;
}

// The bytes of the number that begins at `at`; 0: it has not the form. `plain`: short, and without
// an exponent.
std::size_t NumberSize(std::string_view text, std::size_t at, bool& plain) {
  const std::size_t begin = at;
  if (at < text.size() && text[at] == '-') ++at;
  const std::size_t whole = Digits(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return 0;
  at += whole;
  plain = whole <= kPlainDigits;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = Digits(text, ++at);
    if (fraction == 0) return 0;
    at += fraction;
  }
  if (at < text.size() && (text[at] | 0x20) == 'e') {
    plain = false;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = Digits(text, at);
    if (exponent == 0) return 0;
    at += exponent;
  }
  return at - begin;
}

}  // namespace

bool QuoteLargeNumbers(std::string_view text, std::string& out) {
  out.clear();
  bool found = false, inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (inside && c == '\\' && at + 1 < text.size()) {
      out.append(text, at, 2);
      at += 2;
      continue;
    }
    if (c == '"') inside = !inside;
    bool plain = true;
    const bool starts = !inside && (c == '-' || (c >= '0' && c <= '9'));
    const std::size_t size = starts ? NumberSize(text, at, plain) : 0;
    if (size == 0) {  // one character, or all of what is no number
      do {
        out += text[at++];
      } while (starts && at < text.size() &&
               std::string_view("0123456789+-.eE").find(text[at]) != std::string_view::npos);
      continue;
    }
    if (!plain) out += '"';
    out.append(text, at, size);
    if (!plain) out += '"';
    found = found || !plain;
    at += size;
  }
  return found;
}

JsonPart::JsonPart() {
#ifdef SIMDJSON_THREADS_ENABLED
  parser_.threaded = false;
#endif
  if (parser_.allocate(kFirstCapacity, kMostDepth)) throw std::bad_alloc();
}

element JsonPart::Parse(std::string_view text) {
  auto parsed = parser_.parse(text.data(), text.size(), false);
  if (parsed.error() == simdjson::NUMBER_ERROR && QuoteLargeNumbers(text, copy_)) {
    const std::size_t size = copy_.size();
    copy_.append(simdjson::SIMDJSON_PADDING, ' ');
    parsed = parser_.parse(copy_.data(), size, false);
  }
  switch (parsed.error()) {
    case simdjson::SUCCESS:
      return parsed.value_unsafe();
    case simdjson::MEMALLOC:
      throw EnvironmentError("there is no memory to parse a text of {} bytes", text.size());
    case simdjson::DEPTH_ERROR:
      throw DataError("JSON nested deeper than {}: {}", kMostDepth, Shown(text));
    case simdjson::EMPTY:
      throw DataError("no JSON, but nothing at all");
    case simdjson::UTF8_ERROR:
      throw DataError("no valid JSON, as it is not UTF-8: {}", Shown(text))
          .Hint("convert the file to UTF-8");
    default:
      throw DataError("no valid JSON ({}): {}", simdjson::error_message(parsed.error()),
                      Shown(text));
  }
}

bool FindValue(element value, const std::vector<std::string>& steps, element& found) {
  for (const std::string& step : steps) {
    bool seen = false;
    if (value.is_object()) {
      const simdjson::dom::object object = value.get_object().value_unsafe();
      element next;
      for (const auto field : object) {
        if (field.key != step) continue;
        if (seen) throw DataError("the key {} stands twice in an object", Quoted(step));
        seen = true;
        next = field.value;
      }
      if (seen) value = next;
    } else if (value.is_array()) {
      const std::int64_t index = json_records::IndexOf(step);
      seen = index >= 0 &&
             !value.get_array().value_unsafe().at(static_cast<std::size_t>(index)).get(value);
    }
    if (!seen) return false;
  }
  found = value;
  return true;
}

}  // namespace etl::text
