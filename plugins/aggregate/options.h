// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/options.h"

namespace etl::aggregate {

struct AggregateOptions {
  Located<std::vector<std::string>> by;
  Located<std::vector<NamedExpression>> set;

  static auto Spec() {
    return OptionSpec<AggregateOptions>()
        .Optional(
            "by", &AggregateOptions::by,
            "Keys of the groups, COLUMN [asc|desc] [nulls first|nulls last]; absent: all rows "
            "are one group.")
        .Required("set", &AggregateOptions::set,
                  "Names and what is computed: count(), count(x), count_distinct(x), sum(x), "
                  "avg(x), avg(x, 2), min(x), max(x), first(x), last(x).");
  }
};

}  // namespace etl::aggregate
