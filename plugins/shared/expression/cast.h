// SPDX-License-Identifier: Apache-2.0
// Values of one type as values of another. A cast that would lose anything is an error.
#pragma once

#include "plugins/shared/expression/rows.h"
#include "plugins/shared/expression/vector.h"

namespace etl::expression {

struct CastTarget {
  DataType type;
  int max_chars = 0;  // of a text; 0: any length. A longer value is an error
  // Written by the user: must keep every digit. One that the binder added, to bring two operands to
  // one type, turns an integer or a decimal into the nearest float, as SQL does.
  bool exact = true;
  // Takes the rows that have no value of the type, which are errors otherwise.
  std::vector<std::int64_t>* failed = nullptr;
};

// Whether there is such a cast at all, whatever the values.
bool CanCast(DataType from, DataType to);

Vector CastValues(const Vector& from, const CastTarget& to, const Rows& rows, const Place& place);

// The same, and null where there is no value of the type.
Vector TryCastValues(const Vector& from, CastTarget to, const Rows& rows, const Place& place);

}  // namespace etl::expression
