// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/body_template.h"

#include "etl/error.h"

namespace etl::rest {
namespace {

using Json = nlohmann::ordered_json;

Json ValueOf(const Token& token) {
  if (!token.number) return token.text;
  const Json number = Json::parse(token.text, nullptr, false);
  return number.is_number() ? number : Json(token.text);
}

}  // namespace

BodyTemplate::BodyTemplate(const std::string& text, std::string placeholder, bool value_is_number)
    : placeholder_(std::move(placeholder)), value_is_number_(value_is_number) {
  if (text.empty()) {
    json_ = Json::object();
    return;
  }
  try {
    json_ = Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw ConfigError("`body` is no valid JSON at byte {}", static_cast<std::int64_t>(error.byte))
        .Hint("it is JSON as text, in YAML best in quotes: '{\"filter\": {\"city\": \"Bonn\"}}'");
  }
}

BodyTemplate::Filled BodyTemplate::Fill(std::string_view value) const {
  Filled filled(json_);
  if (!placeholder_.empty()) Replace(filled.json_, value);
  return filled;
}

void BodyTemplate::Replace(Json& json, std::string_view value) const {
  if (json.is_structured()) {
    for (Json& child : json) Replace(child, value);
    return;
  }
  if (!json.is_string()) return;
  auto& text = json.get_ref<std::string&>();
  if (text == placeholder_) {
    json = ValueOf({std::string(value), value_is_number_});
    return;
  }
  for (std::size_t at = 0; (at = text.find(placeholder_, at)) != std::string::npos;
       at += value.size())
    text.replace(at, placeholder_.size(), value);
}

void BodyTemplate::Filled::Set(const std::string& place, const Token& value) {
  const std::string pointer = place.starts_with('/') ? place : "/" + place;
  try {
    json_[Json::json_pointer(pointer)] = ValueOf(value);
  } catch (const Json::exception&) {
    throw ConfigError("the `body` has no place for the paging parameter {}", place);
  }
}

}  // namespace etl::rest
