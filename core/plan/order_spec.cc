// SPDX-License-Identifier: Apache-2.0
#include "plan/order_spec.h"

#include <fmt/format.h>

#include <sstream>
#include <vector>

namespace etl::plan {

namespace {

// "column [asc|desc] [nulls first|nulls last]"; false if it is something else.
bool ReadKey(const std::string& text, OrderKey& key) {
  std::istringstream words(text);
  std::vector<std::string> parts;
  for (std::string word; words >> word;) parts.push_back(word);
  if (parts.empty()) return false;
  key.column = parts[0];
  std::size_t i = 1;
  if (i < parts.size() && (parts[i] == "asc" || parts[i] == "desc"))
    key.descending = parts[i++] == "desc";
  if (i + 1 < parts.size() && parts[i] == "nulls" &&
      (parts[i + 1] == "first" || parts[i + 1] == "last")) {
    key.nulls_last = parts[i + 1] == "last";
    i += 2;
  }
  return i == parts.size();
}

}  // namespace

Order ReadOrder(const config::Node& node, const std::string& path, config::Findings& findings) {
  std::vector<config::Node> items = node.items();
  if (node.is_scalar()) items = {node};
  if (items.empty())
    findings.Error(node.mark(), "wrong-type", path, "expected a list of columns",
                   "for example [lastname, created desc]");
  Order order;
  for (const config::Node& item : items) {
    OrderKey key;
    if (item.unresolved()) continue;
    if (!item.is_scalar() || !ReadKey(item.text(), key))
      findings.Error(item.mark(), "wrong-type", path,
                     fmt::format("`{}` is no key of an order", item.text()),
                     "write a column, then optionally desc, then optionally nulls last");
    else
      order.push_back(std::move(key));
  }
  return order;
}

config::Mark MarkOfKey(const config::Node& order, const std::string& column) {
  for (const config::Node& item : order.items()) {
    OrderKey key;
    if (item.is_scalar() && ReadKey(item.text(), key) && key.column == column) return item.mark();
  }
  return order.mark();
}

std::size_t CommonPrefix(const Order& have, const Order& wanted) {
  std::size_t n = 0;
  while (n < have.size() && n < wanted.size() && have[n] == wanted[n]) ++n;
  return n;
}

}  // namespace etl::plan
