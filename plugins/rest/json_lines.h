// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace etl::rest {

// A page with a JSON value on each line. Blank lines are none. One thread.
class JsonLines {
 public:
  // Replaces what was there; counts, and does not parse yet.
  void Begin(std::string body);
  void Clear();

  std::int64_t size() const { return size_; }
  // The last one, parsed apart; nullopt: there is none. Throws DataError.
  std::optional<simdjson::dom::element> Last(const std::string& page);
  // The next one, valid until the call after this; there is one. Throws DataError.
  simdjson::dom::element Next(const std::string& page);
  std::int64_t line() const { return line_; }  // of what Next gave, from 1

 private:
  // The next line that is not blank; empty: there is none.
  std::string_view NextLine();
  static simdjson::dom::element Parse(simdjson::dom::parser& parser, std::string_view text,
                                      std::int64_t line, const std::string& page);

  std::string body_;
  std::string_view rest_;
  std::int64_t size_ = 0, line_ = 0;
  simdjson::dom::parser parser_, last_parser_;
};

}  // namespace etl::rest
