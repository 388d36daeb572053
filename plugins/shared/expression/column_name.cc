// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/column_name.h"

#include <string>
#include <utility>
#include <vector>

#include "plugins/shared/expression/nearest.h"
#include "plugins/shared/expression/syntax_error.h"

namespace etl::expression {

namespace {

// Double quotes make a name of what was perhaps meant as a text.
std::string InSingleQuotes(std::string_view name) {
  std::string out = "a text stands in single quotes: '";
  for (const char c : name) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

}  // namespace

int ResolveColumn(const Schema& schema, std::string_view name, std::size_t at, bool quoted) {
  if (const auto exact = schema.Find(name)) return *exact;
  std::vector<int> found;
  for (int i = 0; i < schema.size(); ++i) {
    const std::string_view known = schema[i].name;
    const std::size_t dot = known.find('.');
    if (dot != std::string_view::npos && known.substr(dot + 1) == name) found.push_back(i);
  }
  if (found.size() == 1) return found[0];
  const std::string written(name);
  if (found.empty()) {
    std::string hint = DidYouMean(name, schema.names());
    if (quoted) hint = (hint.starts_with("did") ? hint + " " : "") + InSingleQuotes(name);
    throw SyntaxError(at, "unknown column `" + written + "`", std::move(hint));
  }
  std::string names;
  for (const int i : found) names += (names.empty() ? "`" : " or `") + schema[i].name + "`";
  throw SyntaxError(at, "`" + written + "` is ambiguous", "write " + names);
}

}  // namespace etl::expression
