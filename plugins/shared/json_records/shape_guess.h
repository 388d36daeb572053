// SPDX-License-Identifier: Apache-2.0
// Where in a document the records are, for somebody who has not said so.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>

#include "plugins/shared/json_records/field_guess.h"

namespace etl::json_records {

struct GuessedShape {
  std::string shape = "list";  // "list", "map", "object", "columns"
  std::string records = {};    // JSON pointer; empty: the document itself
  std::int64_t count = 0;      // of records
};

// The shallowest list of objects, of several the longest; else an object of objects that have
// fields in common, or of lists of one length; else the document is one record. Throws DataError
// for what cannot be records. `what` ("the answer") is for the message.
GuessedShape GuessShape(const simdjson::dom::element& root, std::string_view what);

// Looks at the records of that shape, at most `most` of them.
RecordGuess GuessRecords(const simdjson::dom::element& root, const GuessedShape& shape,
                         std::int64_t most);

}  // namespace etl::json_records
