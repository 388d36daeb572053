// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/page_value.h"

#include <cmath>

#include "etl/error.h"
#include "plugins/shared/json_records/json_value.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

}  // namespace

std::int64_t CountAt(const element& root, const std::string& pointer, std::string_view what) {
  const auto found = root.at_pointer(pointer);
  if (found.error()) throw DataError("the answer has no {}, the {}", pointer, what);
  const element value = found.value_unsafe();
  constexpr double kExact = 9007199254740992.0;
  std::int64_t count = -1;
  if (value.is_int64()) {
    count = value.get_int64().value_unsafe();
  } else if (value.is_double()) {
    const double number = value.get_double().value_unsafe();
    if (number >= 0 && number <= kExact && std::floor(number) == number)
      count = static_cast<std::int64_t>(number);
  }
  if (count < 0) throw DataError("{} is no {}: {}", pointer, what, json_records::Shown(value));
  return count;
}

std::optional<Token> TokenAt(const element& root, const std::string& pointer,
                             std::string_view what) {
  const auto found = root.at_pointer(pointer);
  if (found.error()) return std::nullopt;
  const element value = found.value_unsafe();
  switch (value.type()) {
    case element_type::NULL_VALUE:
      return std::nullopt;
    case element_type::STRING: {
      const std::string_view text = value.get_string().value_unsafe();
      if (text.empty()) return std::nullopt;
      return Token{std::string(text), false};
    }
    case element_type::BOOL:
      if (!value.get_bool().value_unsafe()) return std::nullopt;
      break;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return Token{simdjson::minify(value), true};
    default:
      break;
  }
  throw DataError("{} is no {}: {}", pointer, what, json_records::Shown(value));
}

bool FlagAt(const element& root, const std::string& pointer) {
  const auto found = root.at_pointer(pointer);
  if (found.error() || found.value_unsafe().is_null()) return false;
  if (!found.value_unsafe().is_bool())
    throw DataError("{} does not say whether there are more pages: {}", pointer,
                    json_records::Shown(found.value_unsafe()));
  return found.value_unsafe().get_bool().value_unsafe();
}

}  // namespace etl::rest
