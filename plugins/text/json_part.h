// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace etl::text {

// Parses JSON texts, strictly: RFC 8259, nested no deeper than 1,024. Numbers of any size are
// valid: one that neither 64 bits nor a double holds is given as the text of it. One thread.
class JsonPart {
 public:
  static constexpr std::size_t kMostDepth = 1024;

  JsonPart();

  // Valid until the next call. Behind the text as many bytes may be read as simdjson reads there.
  // Throws DataError.
  simdjson::dom::element Parse(std::string_view text);

 private:
  simdjson::dom::parser parser_;
  std::string copy_;
};

// The value at these steps (of a JSON pointer) from `value`. False: there is none. Throws DataError
// if a key on the way stands twice.
bool FindValue(simdjson::dom::element value, const std::vector<std::string>& steps,
               simdjson::dom::element& found);

// The text with each number that has the form of RFC 8259, and a size that simdjson may refuse, as
// a string. Copied to `out`; false if there is none.
bool QuoteLargeNumbers(std::string_view text, std::string& out);

}  // namespace etl::text
