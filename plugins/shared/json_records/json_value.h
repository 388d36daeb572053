// SPDX-License-Identifier: Apache-2.0
// One JSON value as a value of a column: exactly, or not at all.
#pragma once

#include <simdjson.h>

#include <string>

#include "etl/record_batch_builder.h"

namespace etl::json_records {

// "text", "number", "list", …: for messages.
std::string KindOf(const simdjson::dom::element& value);
// The value for messages, shortened and escaped.
std::string Shown(const simdjson::dom::element& value);

// Turns the values of one field into values of its column. JSON null is null. A column declared as
// json takes any value as JSON text. One thread.
class ValueAppender {
 public:
  explicit ValueAppender(Field field);

  // Numbers and booleans may be texts, too, as in "132.42".
  void AcceptTexts() { texts_ = true; }

  // False: it is no value of the field, and nothing is appended.
  [[nodiscard]] bool Append(ColumnBuilder& column, const simdjson::dom::element& value);
  // Why not: "expected int, found text".
  std::string WhyNot(const simdjson::dom::element& value) const;

  const Field& field() const { return field_; }

 private:
  bool AppendInteger(ColumnBuilder& column, const simdjson::dom::element& value) const;
  bool AppendText(ColumnBuilder& column, std::string_view text) const;
  bool AppendParsed(ColumnBuilder& column, const simdjson::dom::element& value) const;
  bool AppendNumberText(ColumnBuilder& column, const simdjson::dom::element& value) const;
  void AppendAny(ColumnBuilder& column, const simdjson::dom::element& value);
  std::string Expected(const simdjson::dom::element& value) const;

  Field field_;
  bool any_, texts_ = false;
  std::size_t max_chars_;  // 0: any number
  simdjson::internal::string_builder<> text_;
};

}  // namespace etl::json_records
