// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/functions.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/nearest.h"

namespace etl::expression {
namespace {

std::string HintFor(const std::string& name, const std::vector<std::string>& names) {
  static constexpr std::string_view kAggregates[] = {
      "avg", "count", "max", "mean", "median", "min", "sum", "stddev", "string_agg"};
  if (std::ranges::find(kAggregates, name) != std::end(kAggregates))
    return "aggregates go into a step `use: aggregate`";
  const std::string hint = DidYouMean(name, names);
  return hint.empty() ? "the functions are listed in plugins/shared/expression/README.md" : hint;
}

}  // namespace

NodePtr BindCall(const std::string& name, Nodes args, const Place& place) {
  std::vector<std::string> names{"cast", "case", "try_cast"};
  for (const auto functions : {TextFunctions(), TextPartFunctions(), PatternFunctions(),
                               NumberFunctions(), RoundingFunctions(), DateFunctions(),
                               DatePartFunctions(), ConditionalFunctions(), ExtremeFunctions()}) {
    for (const Function& function : functions) {
      names.emplace_back(function.name);
      if (function.name != name) continue;
      if (args.size() < function.min_args || args.size() > function.max_args)
        Complain(place,
                 Format("{} does not take {} argument{}", name, args.size(),
                        args.size() == 1 ? "" : "s"),
                 Format("write: {}", function.usage));
      return function.bind(std::move(args), place);
    }
  }
  Complain(place, Format("unknown function `{}`", name), HintFor(name, names));
}

}  // namespace etl::expression
