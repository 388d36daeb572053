// SPDX-License-Identifier: Apache-2.0
#include "plugins/union/union_layout.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "etl/error.h"
#include "plugins/shared/order_list/order_list.h"

namespace etl::union_all {
namespace {

// The type that holds all values of both.
std::optional<DataType> Wider(DataType a, DataType b) {
  if (a == b) return a;
  const auto is_int = [](DataType type) {
    return type.id == TypeId::kInt32 || type.id == TypeId::kInt64;
  };
  if (is_int(a) && is_int(b)) return Int64();
  if (a.id == TypeId::kDecimal128 && b.id == TypeId::kDecimal128 && a.scale == b.scale)
    return a.precision > b.precision ? a : b;
  return std::nullopt;
}

// Merges a column of a later input into the output's.
void Widen(Field& into, const Field& from, const NamedSchema& first, const NamedSchema& other) {
  const auto type = Wider(into.type, from.type);
  if (!type)
    throw ConfigError("the column `{}` is {} in `{}`, but {} in `{}`", into.name,
                      ToString(into.type), first.name, ToString(from.type), other.name)
        .Hint("cast one of them with select: set: {" + into.name + ": cast(...)}");
  if (into.sql_type != from.sql_type) into.sql_type.clear();
  into.type = *type;
  into.nullable |= from.nullable;
  const bool known = into.max_chars > 0 && from.max_chars > 0;
  into.max_chars = known ? std::max(into.max_chars, from.max_chars) : 0;
}

// Where the columns of a schema stand; there may be thousands.
using Places = std::unordered_map<std::string_view, int>;

Places PlacesOf(const Schema& schema) {
  Places places;
  for (int i = 0; i < schema.size(); ++i) places.try_emplace(schema[i].name, i);
  return places;
}

void CheckNoOthers(const NamedSchema& first, const Places& of_first, const NamedSchema& other) {
  for (const Field& field : other.schema)
    if (!of_first.contains(field.name))
      throw ConfigError("`{}` has a column `{}`, but `{}`, the first input, has not", other.name,
                        field.name, first.name)
          .Hint(order_list::ColumnHint(field.name, first.schema));
}

Field SourceColumn(const UnionOptions& options, const std::vector<NamedSchema>& inputs) {
  if (options.source.value.empty())
    throw ConfigError("`source` needs a name for the column").Option(options.source.node.get());
  Field field{options.source.value, Utf8(), false};
  for (const NamedSchema& input : inputs) {
    if (input.schema.Find(field.name))
      throw ConfigError("`{}` has a column `{}` already", input.name, field.name)
          .Hint("choose another name for the column that `source` adds")
          .Option(options.source.node.get(), 0);
    field.max_chars = std::max(field.max_chars, static_cast<int>(input.name.size()));
  }
  return field;
}

}  // namespace

UnionLayout MakeLayout(const UnionOptions& options, const std::vector<NamedSchema>& inputs) {
  const NamedSchema& first = inputs.at(0);
  std::vector<Field> fields(first.schema.begin(), first.schema.end());
  UnionLayout layout;
  const Places of_first = PlacesOf(first.schema);
  for (const NamedSchema& input : inputs) {
    CheckNoOthers(first, of_first, input);
    const Places places = PlacesOf(input.schema);
    std::vector<int>& columns = layout.columns.emplace_back();
    for (Field& field : fields) {
      const auto column = places.find(field.name);
      if (column == places.end())
        throw ConfigError("`{}`, the first input, has a column `{}`, but `{}` has not", first.name,
                          field.name, input.name)
            .Hint(order_list::ColumnHint(field.name, input.schema));
      columns.push_back(column->second);
      Widen(field, input.schema[column->second], first, input);
    }
  }
  if (options.source.node) fields.push_back(SourceColumn(options, inputs));
  layout.schema = Schema(std::move(fields));
  return layout;
}

}  // namespace etl::union_all
