// SPDX-License-Identifier: Apache-2.0
#include "pipelines/demo/people_api.h"

#include <Poco/URI.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace etl::demo {
namespace {

// The number of ?page=N, 1 without one; nullopt: no number from 1 on.
std::optional<std::size_t> PageNumber(const Poco::URI& uri) {
  std::string text = "1";
  for (const auto& [name, value] : uri.getQueryParameters())
    if (name == "page") text = value;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

}  // namespace

People::People(const std::filesystem::path& file, std::size_t page_size) : page_size_(page_size) {
  simdjson::dom::parser parser;
  simdjson::dom::array records;
  if (const auto error = parser.load(file.string()).get_array().get(records))
    throw std::runtime_error(
        fmt::format("cannot read {}: {}", file.string(), simdjson::error_message(error)));
  for (const auto record : records) records_.push_back(simdjson::minify(record));
}

std::string People::Page(std::size_t number) const {
  std::string body = fmt::format(R"({{"total_pages": {}, "users": [)", total_pages());
  const std::size_t begin = number > total_pages() ? records_.size() : (number - 1) * page_size_;
  const std::size_t end = std::min(records_.size(), begin + page_size_);
  for (std::size_t i = begin; i < end; ++i) body.append(i == begin ? "" : ", ") += records_[i];
  return body + "]}";
}

Reply AnswerPeople(const People& people, const Poco::URI& uri) {
  const auto page = PageNumber(uri);
  if (uri.getPath() != "/users") return {404, R"({"error": "only /users is here"})"};
  if (!page) return {400, R"({"error": "page is a number from 1 on"})"};
  return {200, people.Page(*page)};
}

}  // namespace etl::demo
