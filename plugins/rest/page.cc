// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/page.h"

#include <cmath>

#include "etl/error.h"
#include "etl/value_text.h"
#include "plugins/rest/json_value.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;

std::string HintFor(simdjson::error_code error, std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  if (start != std::string_view::npos && body[start] == '<')
    return "this looks like HTML: check the connection's `url` and the step's `path`";
  if (error == simdjson::NUMBER_ERROR)
    return "an integer beyond 64 bits or a number beyond a double's range must be text in JSON";
  return {};
}

// "; its fields are a, b, c", as far as they are few.
std::string FieldsOf(const element& root) {
  if (!root.is_object()) return {};
  constexpr int kMost = 10;
  std::string names;
  int count = 0;
  const simdjson::dom::object object = root.get_object().value_unsafe();
  for (const auto [key, value] : object) {
    if (count++ == kMost) return "; the answer's fields are " + names + ", …";
    names += (names.empty() ? "" : ", ") + Quoted(key, 40);
  }
  return names.empty() ? names : "; the answer's fields are " + names;
}

}  // namespace

void Page::Parse(std::string body, const std::string& name) {
  if (body.starts_with("\xef\xbb\xbf")) body.erase(0, 3);
  const std::size_t size = body.size();
  if (body.find_first_not_of(" \t\r\n") == std::string::npos)
    throw DataError("the answer is empty, expected JSON").Position(name);
  body.append(simdjson::SIMDJSON_PADDING, ' ');
  const auto parsed = parser_.parse(body.data(), size, false);
  if (parsed.error()) {
    const std::string_view text = std::string_view(body).substr(0, size);
    const std::string hint = HintFor(parsed.error(), text);
    const std::string reason = simdjson::error_message(parsed.error());
    // Bytes that are no UTF-8 must not reach a message.
    if (parsed.error() == simdjson::UTF8_ERROR)
      throw DataError("the answer is no valid JSON: {}", reason).Position(name);
    throw DataError("the answer is no valid JSON: {} It begins with {}", reason, Quoted(text, 60))
        .Hint(hint)
        .Position(name);
  }
  try {
    FindRecords(parsed.value_unsafe());
    FindTotal(parsed.value_unsafe());
  } catch (DataError& error) {
    throw std::move(error).Position(name);
  }
}

void Page::Clear() {
  records_ = {};
  parser_ = simdjson::dom::parser();
}

void Page::FindRecords(const element& root) {
  const auto found = root.at_pointer(records_pointer_);
  if (found.error())
    throw DataError("the answer, {}, has no {}", KindOf(root), records_pointer_)
        .Hint("`records` is the JSON pointer to the list of records" + FieldsOf(root));
  const auto records = found.get_array();
  if (records.error())
    throw DataError("{} is no list of records but {}: {}",
                    records_pointer_.empty() ? "the answer" : records_pointer_,
                    KindOf(found.value_unsafe()), Shown(found.value_unsafe()));
  records_ = records.value_unsafe();
}

void Page::FindTotal(const element& root) {
  if (total_pointer_.empty()) return;
  const auto found = root.at_pointer(total_pointer_);
  if (found.error()) throw DataError("the answer has no {}, the number of pages", total_pointer_);
  const element value = found.value_unsafe();
  constexpr double kExact = 9007199254740992.0;
  std::int64_t total = -1;
  if (value.is_int64()) {
    total = value.get_int64().value_unsafe();
  } else if (value.is_double()) {
    const double number = value.get_double().value_unsafe();
    if (number >= 0 && number <= kExact && std::floor(number) == number)
      total = static_cast<std::int64_t>(number);
  }
  if (total < 0) throw DataError("{} is no number of pages: {}", total_pointer_, Shown(value));
  total_pages_ = total;
}

}  // namespace etl::rest
