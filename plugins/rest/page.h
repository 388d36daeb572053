// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string>

namespace etl::rest {

// One parsed page. simdjson's DOM checks every byte of it, also those that nobody reads.
// One thread; reused from page to page.
class Page {
 public:
  // Replaces what was there. `name` ("page 7") is for the messages. Throws DataError.
  void Parse(std::string body, const std::string& name);
  void Clear();

  const simdjson::dom::element& root() const { return root_; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

}  // namespace etl::rest
