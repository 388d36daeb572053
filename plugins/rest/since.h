// SPDX-License-Identifier: Apache-2.0
// What a column has to be above, told to an API that can answer with only such records.
#pragma once

#include <optional>
#include <vector>

#include "etl/plan.h"
#include "plugins/rest/body_template.h"
#include "plugins/rest/options.h"

namespace etl::rest {

// Throws ConfigError. No I/O.
void CheckSince(const RestOptions& options);

// Whether the API can be asked for the rows that meet the condition, or for those and a few more.
bool CanAskFor(const RestOptions& options, const Predicate& predicate);

// What the parameter of `since` is, of those conditions that CanAskFor; nullopt: it is not sent.
std::optional<Token> SinceValue(const RestOptions& options,
                                const std::vector<Predicate>& predicates);

// Whether it takes the place of the paging's first key.
bool IsFirstKey(const RestOptions& options);

}  // namespace etl::rest
