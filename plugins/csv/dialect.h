// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etl::csv {

// The bytes that have a meaning in a file; 0: none has this one.
struct Dialect {
  char delimiter = ',';
  char quote = '"';
  char comment = 0;  // a line that begins so is no record
};

}  // namespace etl::csv
