// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/record_list.h"

#include "etl/value_text.h"
#include "plugins/shared/json_records/json_value.h"

namespace etl::json_records {
namespace {

using simdjson::dom::element;

// "; the answer's fields are a, b, c", as far as they are few.
std::string FieldsOf(const element& root, std::string_view what) {
  if (!root.is_object()) return {};
  constexpr int kMost = 10;
  const std::string begin = "; " + std::string(what) + "'s fields are ";
  std::string names;
  int count = 0;
  const simdjson::dom::object object = root.get_object().value_unsafe();
  for (const auto [key, value] : object) {
    if (count++ == kMost) return begin + names + ", …";
    names += (names.empty() ? "" : ", ") + Quoted(key, 40);
  }
  return names.empty() ? names : begin + names;
}

}  // namespace

simdjson::dom::array FindRecords(const element& root, const std::string& pointer,
                                 std::string_view what) {
  const auto found = root.at_pointer(pointer);
  if (found.error())
    throw DataError("{}, {}, has no {}", what, KindOf(root), pointer)
        .Hint("`records` is the JSON pointer to the list of records" + FieldsOf(root, what));
  const auto records = found.get_array();
  if (records.error())
    throw DataError("{} is no list of records but {}: {}",
                    pointer.empty() ? what : std::string_view(pointer),
                    KindOf(found.value_unsafe()), Shown(found.value_unsafe()));
  return records.value_unsafe();
}

DataError InvalidJson(simdjson::error_code error, std::string_view what, std::string_view text) {
  const std::string reason = simdjson::error_message(error);
  // Bytes that are no UTF-8 must not reach a message.
  if (error == simdjson::UTF8_ERROR) return DataError("{} is no valid JSON: {}", what, reason);
  DataError failure("{} is no valid JSON: {} It begins with {}", what, reason, Quoted(text, 60));
  if (error != simdjson::NUMBER_ERROR) return failure;
  return std::move(failure).Hint(
      "an integer beyond 64 bits or a number beyond a double's range must be text in JSON");
}

}  // namespace etl::json_records
