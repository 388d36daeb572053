// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/page.h"

#include "etl/error.h"
#include "plugins/shared/json_records/record_list.h"

namespace etl::rest {
namespace {

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
  root_ = parsed.value_unsafe();
}

void Page::Clear() {
  root_ = {};
  parser_ = simdjson::dom::parser();
}

}  // namespace etl::rest
