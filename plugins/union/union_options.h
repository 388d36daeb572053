// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/options.h"

namespace etl::union_all {

struct UnionOptions {
  Located<std::vector<std::string>> order;
  Located<std::string> source;

  static auto Spec() {
    return OptionSpec<UnionOptions>()
        .Optional(
            "order", &UnionOptions::order,
            "Keys, COLUMN [asc|desc] [nulls first|nulls last], by which the inputs are merged.")
        .Optional("source", &UnionOptions::source,
                  "Name of a column to add: the step that a row comes from.");
  }
};

}  // namespace etl::union_all
