// SPDX-License-Identifier: Apache-2.0
// From JSON text to the list of records in it.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "etl/error.h"

namespace etl::json_records {

// The list that `pointer` (empty: the root) names. `what` ("the answer") is for the message. Throws
// DataError if there is none.
simdjson::dom::array FindRecords(const simdjson::dom::element& root, const std::string& pointer,
                                 std::string_view what);

// `what` ("the answer") is no valid JSON: says why, and how it begins.
DataError InvalidJson(simdjson::error_code error, std::string_view what, std::string_view text);

}  // namespace etl::json_records
