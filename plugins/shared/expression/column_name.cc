// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/column_name.h"

#include <string>
#include <vector>

#include "plugins/shared/expression/nearest.h"
#include "plugins/shared/expression/syntax_error.h"

namespace etl::expression {

int ResolveColumn(const Schema& schema, std::string_view name, std::size_t at) {
  if (const auto exact = schema.Find(name)) return *exact;
  std::vector<int> found;
  for (int i = 0; i < schema.size(); ++i) {
    const std::string_view known = schema[i].name;
    const std::size_t dot = known.find('.');
    if (dot != std::string_view::npos && known.substr(dot + 1) == name) found.push_back(i);
  }
  if (found.size() == 1) return found[0];
  const std::string written(name);
  if (found.empty())
    throw SyntaxError(at, "unknown column `" + written + "`", DidYouMean(name, schema.names()));
  std::string names;
  for (const int i : found) names += (names.empty() ? "`" : " or `") + schema[i].name + "`";
  throw SyntaxError(at, "`" + written + "` is ambiguous", "write " + names);
}

}  // namespace etl::expression
