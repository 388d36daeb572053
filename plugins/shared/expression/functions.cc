// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/functions.h"

#include <vector>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/nearest.h"

namespace etl::expression {

NodePtr BindCall(const std::string& name, Nodes args, const Place& place) {
  std::vector<std::string> names{"cast", "case"};
  for (const auto functions :
       {TextFunctions(), TextPartFunctions(), NumberFunctions(), RoundingFunctions(),
        DateFunctions(), DatePartFunctions(), ConditionalFunctions(), ExtremeFunctions()}) {
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
  Complain(place, Format("unknown function `{}`", name), DidYouMean(name, names));
}

}  // namespace etl::expression
