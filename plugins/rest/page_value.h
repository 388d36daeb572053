// SPDX-License-Identifier: Apache-2.0
// What a page says about its paging.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>

#include "plugins/rest/body_template.h"

namespace etl::rest {

// A count, such as a number of pages: an integer from 0 on, or the same as a double. Throws
// DataError; `what` is for it ("the number of pages").
std::int64_t CountAt(const simdjson::dom::element& root, const std::string& pointer,
                     std::string_view what);

// A cursor, key or link; nullopt where there is none: absent, null, false or empty. Throws
// DataError for what is no text or number.
std::optional<Token> TokenAt(const simdjson::dom::element& root, const std::string& pointer,
                             std::string_view what);

// A boolean; false where it is absent or null. Throws DataError.
bool FlagAt(const simdjson::dom::element& root, const std::string& pointer);

}  // namespace etl::rest
