// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>

namespace etl::rest {

// One parsed page. simdjson's DOM checks every byte of it, also those that nobody reads.
// One thread; reused from page to page.
class Page {
 public:
  // JSON pointers; an empty `total_pages` is not read.
  Page(std::string records, std::string total_pages)
      : records_pointer_(std::move(records)), total_pointer_(std::move(total_pages)) {}

  // Replaces what was there. `name` ("page 7") is for the messages. Throws DataError.
  void Parse(std::string body, const std::string& name);
  void Clear();

  const simdjson::dom::array& records() const { return records_; }
  std::int64_t total_pages() const { return total_pages_; }

 private:
  void FindTotal(const simdjson::dom::element& root);

  std::string records_pointer_, total_pointer_;
  simdjson::dom::parser parser_;
  simdjson::dom::array records_;
  std::int64_t total_pages_ = 1;
};

}  // namespace etl::rest
