// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>

#include "etl/options.h"
#include "plugins/rest/options.h"

namespace etl::rest {

// What a first page tells of how to get the next one.
struct PagingGuess {
  StringMap options = {};  // "paginate.by": "page"; with an empty value: to be taken back
  std::optional<std::int64_t> total = {};  // records in all
  std::string note = {};                   // what was seen, and what is only a guess
};

// Of several hints the surest counts: the Link header, the URL of a next page, the number of pages,
// a cursor, whether there is more, the number of records. `records`: how many the page has, and
// where they stand.
PagingGuess GuessPaging(const simdjson::dom::element& root, const StringMap& headers,
                        const RestOptions& options, const std::string& pointer,
                        std::int64_t records);

}  // namespace etl::rest
