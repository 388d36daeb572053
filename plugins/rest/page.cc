// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/page.h"

#include <cmath>

#include "etl/error.h"
#include "etl/value_text.h"
#include "plugins/shared/json_records/json_value.h"
#include "plugins/shared/json_records/record_list.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;

bool LooksLikeHtml(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && body[start] == '<';
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
    DataError error = json_records::InvalidJson(parsed.error(), "the answer", text).Position(name);
    if (!LooksLikeHtml(text)) throw error;
    throw std::move(error).Hint(
        "this looks like HTML: check the connection's `url` and the step's `path`");
  }
  try {
    records_ = json_records::FindRecords(parsed.value_unsafe(), records_pointer_, "the answer");
    FindTotal(parsed.value_unsafe());
  } catch (DataError& error) {
    throw std::move(error).Position(name);
  }
}

void Page::Clear() {
  records_ = {};
  parser_ = simdjson::dom::parser();
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
  if (total < 0)
    throw DataError("{} is no number of pages: {}", total_pointer_, json_records::Shown(value));
  total_pages_ = total;
}

}  // namespace etl::rest
