// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/order_list/order_list.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "etl/error.h"
#include "etl/suggest.h"

namespace etl::order_list {
namespace {

// Takes `"any name"`, in which a quote is written twice, from the front of the text; false if none
// stands there whole.
bool TakeQuoted(std::string& text, std::string& name) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos || text[begin] != '"') return false;
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] != '"') {
      name += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '"') {
      name += text[i++];
    } else {
      text.erase(0, i + 1);
      return true;
    }
  }
  return false;
}

// `column [asc|desc] [nulls first|nulls last]`; false if it is something else. A column whose name
// is no word stands in quotes, or alone.
bool ReadKey(std::string text, const Schema& schema, OrderKey& key) {
  if (schema.Find(text)) return key.column = text, true;
  const bool quoted = TakeQuoted(text, key.column);
  std::istringstream words(text);
  std::vector<std::string> parts;
  for (std::string word; words >> word;) parts.push_back(word);
  if (!quoted && parts.empty()) return false;
  std::size_t i = 0;
  if (!quoted) key.column = parts[i++];
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

Order ReadKeys(const Located<std::vector<std::string>>& option, const Schema& schema,
               std::string_view step) {
  if (option.node && option.value.empty())
    throw ConfigError("a list of columns is needed, this one is empty")
        .Hint("for example [lastname, created desc]")
        .Option(option.node.get());
  Order order;
  for (std::size_t i = 0; i < option.value.size(); ++i) {
    const OptionNode node =
        option.node && !option.node.is_scalar() ? option.node.at(i) : option.node;
    OrderKey key;
    if (!ReadKey(option.value[i], schema, key))
      throw ConfigError("`{}` is no key of an order", option.value[i])
          .Hint(
              "write a column, in \"quotes\" if its name is no word, then optionally desc, then "
              "optionally nulls last")
          .Option(node.get());
    if (!schema.Find(key.column))
      throw ConfigError("`{}` has no column `{}`", step, key.column)
          .Hint(ColumnHint(key.column, schema))
          .Option(node.get(), 0);
    if (std::any_of(order.begin(), order.end(),
                    [&](const OrderKey& other) { return other.column == key.column; }))
      throw ConfigError("the column `{}` stands twice among the keys", key.column)
          .Hint("remove the second one")
          .Option(node.get(), 0);
    order.push_back(std::move(key));
  }
  return order;
}

std::string ColumnHint(std::string_view name, const Schema& schema) {
  constexpr std::size_t kListed = 8;
  const std::vector<std::string> known = schema.names();
  if (const auto closest = Closest(name, known)) return "did you mean `" + *closest + "`?";
  std::string out;
  for (std::size_t i = 0; i < known.size() && i < kListed; ++i)
    out += (i ? ", `" : "its columns are `") + known[i] + "`";
  return out + (known.size() > kListed ? ", …" : "");
}

void AddKeyedLineage(const Schema& schema, const Order& keys, Plan& plan) {
  for (int i = 0; i < schema.size(); ++i) plan.AddLineage(i, 0, schema[i].name);
  for (const OrderKey& key : keys) plan.Needs(0, key.column);
}

}  // namespace etl::order_list
