// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/layout.h"

#include <algorithm>

#include "plugins/shared/lookup/key.h"
#include "plugins/shared/order_list/order_list.h"

namespace etl::lookup {
namespace {

struct KeyPair {
  std::string input, table;
  OptionNode node;
};

OptionNode ItemNode(const OptionNode& list, std::size_t i) {
  return list && !list.is_scalar() && i < list.size() ? list.at(i) : list;
}

std::vector<KeyPair> ReadPairs(const LookupSettings& settings) {
  const bool on = settings.on.node && settings.on.node.size() > 0;
  const bool keys = !settings.keys.value.empty();
  if (on == keys)
    throw ConfigError(on ? "`on` and `keys` exclude each other"
                         : "nothing to look up by: neither `on` nor `keys` is set")
        .Option(on ? settings.keys.node.get() : nullptr)
        .Hint(on ? "remove one of them" : "add `on: {input_column: table_column}`");
  std::vector<KeyPair> pairs;
  for (const auto& [input, table] : settings.on.value)
    pairs.push_back({input, table, settings.on.node.Find(input)});
  for (std::size_t i = 0; i < settings.keys.value.size(); ++i)
    pairs.push_back(
        {settings.keys.value[i], settings.keys.value[i], ItemNode(settings.keys.node, i)});
  return pairs;
}

int FindColumn(const Schema& schema, const std::string& name, std::string_view where,
               const OptionNode& node) {
  if (const auto column = schema.Find(name)) return *column;
  throw ConfigError("{} has no column `{}` to look up by", where, name)
      .Option(node.get())
      .Hint(order_list::ColumnHint(name, schema));
}

void CheckTypes(const Field& input, const Field& table, const OptionNode& node) {
  if (!IsKeyType(input.type))
    throw ConfigError("`{}` is {}, which is no key to look up by", input.name, ToString(input.type))
        .Option(node.get())
        .Hint("keys are integers, decimals, texts, dates or bools");
  if (!Comparable(input.type, table.type))
    throw ConfigError(
        "the key `{}` is {} in the input and {} in the table: they cannot be compared", input.name,
        ToString(input.type), ToString(table.type))
        .Option(node.get())
        .Hint("cast it in a `select` before the lookup, or declare it alike");
}

void AddKeys(const LookupSettings& settings, std::string_view input_name, const Schema& input,
             LookupLayout& layout) {
  for (const KeyPair& pair : ReadPairs(settings)) {
    const int left = FindColumn(input, pair.input, Format("`{}`", input_name), pair.node);
    const int right = FindColumn(layout.table, pair.table, "the `schema` of the lookup", pair.node);
    CheckTypes(input[left], layout.table[right], pair.node);
    const auto twice = [](const std::vector<int>& columns, int column) {
      return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    if (twice(layout.input_keys, left) || twice(layout.table_keys, right))
      throw ConfigError("the key `{}` is named twice", pair.input).Option(pair.node.get());
    layout.input_keys.push_back(left);
    layout.table_keys.push_back(right);
  }
}

}  // namespace

std::vector<std::string> LookupLayout::KeyNames() const {
  std::vector<std::string> names;
  for (const int column : table_keys) names.push_back(table[column].name);
  return names;
}

LookupLayout MakeLayout(const LookupSettings& settings, const DeclaredSchema& declared,
                        std::string_view step, std::string_view input_name, const Schema& input) {
  LookupLayout layout;
  layout.table = declared.schema();
  AddKeys(settings, input_name, input, layout);
  if (!settings.order.value.empty())
    layout.order = order_list::ReadKeys(settings.order, layout.table, "the `schema` of the lookup");
  if (settings.batch.value < 1 || settings.batch.value > kMaxBatch)
    throw ConfigError("`batch` must be from 1 to {}, not {}", kMaxBatch, settings.batch.value)
        .Option(settings.batch.node.get());
  const int columns = static_cast<int>(layout.input_keys.size());
  if (settings.batch.value * columns > kMaxValues)
    throw ConfigError(
        "`batch` of {} keys of {} columns are {} values: at most {} are in a statement",
        settings.batch.value, columns, settings.batch.value * columns, kMaxValues)
        .Option(settings.batch.node.get());
  std::vector<Field> fields(input.begin(), input.end());
  for (int i = 0; i < layout.table.size(); ++i) {
    if (std::find(layout.table_keys.begin(), layout.table_keys.end(), i) != layout.table_keys.end())
      continue;
    Field field = layout.table[i];
    field.name = std::string(step) + "." + field.name;
    field.nullable = field.nullable || settings.keeps_unmatched();
    fields.push_back(std::move(field));
    layout.table_columns.push_back(i);
  }
  layout.schema = Schema(std::move(fields));
  return layout;
}

}  // namespace etl::lookup
