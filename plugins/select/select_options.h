// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/options.h"

namespace etl::select {

struct SelectOptions {
  Located<std::vector<std::string>> keep, drop;
  Located<StringMap> rename;
  std::vector<NamedExpression> set;

  static auto Spec() {
    return OptionSpec<SelectOptions>()
        .Optional("keep", &SelectOptions::keep, "Columns to keep, in this order; absent: all.")
        .Optional("drop", &SelectOptions::drop, "Columns to leave out; instead of `keep`.")
        .Optional("rename", &SelectOptions::rename, "New names of kept columns: {old: new}.")
        .Binding()
        .Optional("set", &SelectOptions::set,
                  "Columns to compute, {name: expression}: one that is kept is replaced in its "
                  "place, a new one comes after all others.");
  }
};

}  // namespace etl::select
