// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/json_lines.h"

#include "plugins/shared/json_records/record_list.h"

namespace etl::rest {
namespace {

constexpr std::string_view kBlank = " \t\r";

}  // namespace

void JsonLines::Begin(std::string body) {
  body_ = std::move(body);
  if (body_.starts_with("\xef\xbb\xbf")) body_.erase(0, 3);
  const std::size_t size = body_.size();
  body_.append(simdjson::SIMDJSON_PADDING, ' ');
  rest_ = std::string_view(body_).substr(0, size);
  size_ = line_ = 0;
  while (!NextLine().empty()) ++size_;
  rest_ = std::string_view(body_).substr(0, size);
  line_ = 0;
}

void JsonLines::Clear() {
  Begin({});
  parser_ = simdjson::dom::parser();
  last_parser_ = simdjson::dom::parser();
}

std::string_view JsonLines::NextLine() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    if (text.find_first_not_of(kBlank) != std::string_view::npos) return text;
  }
  return {};
}

simdjson::dom::element JsonLines::Parse(simdjson::dom::parser& parser, std::string_view text,
                                        std::int64_t line, const std::string& page) {
  // What follows a line are the next lines or the padding, so it may be read.
  const auto parsed = parser.parse(text.data(), text.size(), false);
  if (parsed.error())
    throw json_records::InvalidJson(parsed.error(), "line " + std::to_string(line), text)
        .Position(page);
  return parsed.value_unsafe();
}

std::optional<simdjson::dom::element> JsonLines::Last(const std::string& page) {
  std::string_view text(body_);
  text.remove_suffix(simdjson::SIMDJSON_PADDING);
  while (!text.empty() && (text.back() == '\n' || kBlank.find(text.back()) != kBlank.npos))
    text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  const std::size_t start = text.rfind('\n') + 1;  // 0 for a single line
  return Parse(last_parser_, text.substr(start), size_, page);
}

simdjson::dom::element JsonLines::Next(const std::string& page) {
  const std::string_view text = NextLine();
  return Parse(parser_, text, line_, page);
}

}  // namespace etl::rest
