// SPDX-License-Identifier: Apache-2.0
// One JSON value as a value of a column: exactly, or not at all.
#pragma once

#include <simdjson.h>

#include <string>

#include "etl/record_batch_builder.h"

namespace etl::rest {

// "text", "number", "list", …: for messages.
std::string KindOf(const simdjson::dom::element& value);
// The value for messages, shortened and escaped.
std::string Shown(const simdjson::dom::element& value);

// Appends the value. An empty result is success, else the reason why it is no value of the field:
// "expected int, found text". JSON null is null. A column declared as json takes any value as JSON
// text.
std::string AppendJson(ColumnBuilder& column, const Field& field,
                       const simdjson::dom::element& value);

}  // namespace etl::rest
