// SPDX-License-Identifier: Apache-2.0
// Which types go together, and what comes of it.
#pragma once

#include <optional>
#include <vector>

#include "plugins/shared/expression/node.h"

namespace etl::expression {

bool IsInteger(DataType type);
bool IsNumeric(DataType type);  // integers, decimals, floats

// An integer type as the decimal that holds all of it; a decimal as it is.
DataType AsDecimal(DataType type);

// The type that holds the values of both without a written cast: null goes with everything, the
// numbers with each other (int < bigint < decimal < double), a date with a timestamp.
std::optional<DataType> CommonType(DataType a, DataType b);

// The same over nodes, where literals adapt to what stands beside them: a text is read as the other
// side's type, a whole number goes with ubigint.
std::optional<DataType> CommonType(const std::vector<const Node*>& nodes);

}  // namespace etl::expression
