// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/record_batch.h"

namespace etl::json {

struct Layout {
  std::string root;    // the array's key in an object; empty: the array alone
  bool lines = false;  // one object a line, no array; needs an empty root and no indent
  int indent = 0;      // spaces per level; 0: no space at all
};

// Rows as objects of one JSON document, appended to a string of the caller's: Begin, Row*, then
// End. With an indent it looks as Python's json.dumps(..., ensure_ascii=False) does. One thread.
class Encoder {
 public:
  Encoder(const Schema& schema, const Layout& layout);

  void Begin(std::string& out) const { out += begin_; }

  // `position` is the row's number in the stream, for the DataError that is thrown when a value has
  // no JSON: a text that is not UTF-8, NaN, an infinity.
  void Row(const RecordBatch& batch, std::int64_t row, std::int64_t position, std::string& out);

  // What ends the document after the rows so far. May be asked at any time.
  void End(std::string& out) const;

 private:
  Schema schema_;
  std::string begin_, end_, end_empty_;
  std::string before_first_row_, before_row_, after_row_;
  std::vector<std::string> before_value_;  // the separator, the line break and the key
  bool empty_ = true;
};

}  // namespace etl::json
