// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/answer_errors.h"

#include <algorithm>

#include "etl/error.h"
#include "etl/value_text.h"
#include "plugins/rest/transport_error.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// A message is shown up to here.
constexpr std::size_t kLongest = 200;

bool SaysNothing(const element& value) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      return true;
    case element_type::BOOL:
      return !value.get_bool().value_unsafe();
    case element_type::STRING:
      return value.get_string().value_unsafe().empty();
    case element_type::ARRAY:
      return value.get_array().value_unsafe().size() == 0;
    case element_type::OBJECT:
      return value.get_object().value_unsafe().size() == 0;
    case element_type::DOUBLE:
      return false;
    default:
      return value.is_int64() && value.get_int64().value_unsafe() == 0;
  }
}

std::string Text(const element& value) {
  if (value.is_string()) return std::string(value.get_string().value_unsafe());
  return simdjson::minify(value);
}

}  // namespace

AnswerErrors::AnswerErrors(const StringMap& error_if) {
  for (const auto& [pointer, kind] : error_if) {
    json_records::CheckPointer("error_if", pointer);
    if (pointer.empty()) throw ConfigError("`error_if` names no field");
    if (kind != "retry" && kind != "environment" && kind != "data")
      throw ConfigError("`error_if` is one of retry, environment, data for {}, not {}", pointer,
                        Quoted(kind, 40));
    places_.push_back({pointer, "\"" + json_records::StepsOf(pointer).back() + "\"",
                       kind == "retry"         ? Kind::kRetry
                       : kind == "environment" ? Kind::kEnvironment
                                               : Kind::kData});
  }
}

void AnswerErrors::Check(const element& root, const Secrets& secrets) const {
  for (const Place& place : places_) {
    const auto found = root.at_pointer(place.pointer);
    if (found.error() || SaysNothing(found.value_unsafe())) continue;
    // Cut only after masking, or half of a secret could escape.
    const std::string text = Format("the answer is an error, {}: {}", place.pointer,
                                    Quoted(secrets.Mask(Text(found.value_unsafe())), kLongest));
    if (place.kind == Kind::kData) throw DataError("{}", text);
    throw TransportError(text, place.kind == Kind::kRetry ? TransportError::Retry::kYes
                                                          : TransportError::Retry::kNo);
  }
}

void AnswerErrors::Check(const std::string& body, const Secrets& secrets) const {
  const bool suspicious = std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
    return body.find(place.key) != std::string::npos;
  });
  if (!suspicious) return;
  simdjson::dom::parser parser;
  const auto root = parser.parse(body.data(), body.size());
  if (!root.error()) Check(root.value_unsafe(), secrets);
}

}  // namespace etl::rest
