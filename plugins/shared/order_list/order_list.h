// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/options.h"
#include "etl/order.h"
#include "etl/plan.h"

namespace etl::order_list {

// An option such as `by: [lastname, created desc, score desc nulls last]`: the syntax of a source's
// `order:`. Throws ConfigError, at the key, for what is no key, a column that `step` does not have,
// or one that stands twice.
Order ReadKeys(const Located<std::vector<std::string>>& option, const Schema& schema,
               std::string_view step);

// A hint for a column that is not among these: the one that was probably meant, else what there is.
std::string ColumnHint(std::string_view name, const Schema& schema);

// Says that every output column comes from the input's column of the same name, and that all rows
// depend on the keys.
void AddKeyedLineage(const Schema& schema, const Order& keys, Plan& plan);

}  // namespace etl::order_list
