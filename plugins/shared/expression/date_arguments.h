// SPDX-License-Identifier: Apache-2.0
// What the functions of dates need of their arguments. All throw SyntaxError.
#pragma once

#include <string>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/calendar.h"

namespace etl::expression {

bool IsTimestamp(DataType type);  // with a zone or without

// The unit's name decides what is computed, so it must be a literal.
Unit NeedUnit(const Node& node, const std::string& who);

// A date or a timestamp; a text literal is read as `literal`.
NodePtr NeedDate(NodePtr arg, const std::string& who, DataType literal = Date32());

// Complains of a date where hours are meant. `what` is "date_trunc('hour', x)".
void NeedClock(const Node& node, const std::string& what);

}  // namespace etl::expression
