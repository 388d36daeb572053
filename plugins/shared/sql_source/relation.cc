// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/relation.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "etl/suggest.h"

namespace etl::sql_source {
namespace {

using Named = std::pair<std::string, const SourceColumn*>;  // the name after `rename`

std::string WhereFrom(const SelectOptions& options) {
  return options.table.value.empty() ? std::string("the query") : "table " + options.table.value;
}

std::vector<Named> ApplyRename(const SelectOptions& options, const Relation& relation) {
  std::vector<Named> named;
  std::vector<std::string> known;
  for (const SourceColumn& column : relation.columns) {
    named.emplace_back(column.field.name, &column);
    known.push_back(column.field.name);
  }
  for (const auto& [source, name] : options.rename.value) {
    const auto found = std::find(known.begin(), known.end(), source);
    if (found == known.end())
      throw ConfigError("`rename`: {} has no column {}", WhereFrom(options), source)
          .Option(options.rename.node.Find(source).get())
          .Hint(DidYouMean(source, known));
    named[static_cast<std::size_t>(found - known.begin())].first = name;
  }
  std::set<std::string> seen;
  for (const Named& column : named)
    if (!seen.insert(column.first).second)
      throw ConfigError("{} has two columns of the name {}", WhereFrom(options), column.first)
          .Hint("give one of them another name, with AS in the query or with `rename`");
  return named;
}

BoundColumn BindEntry(const SelectOptions& options, const SchemaEntry& entry,
                      const std::vector<Named>& named, const Rules& rules) {
  const auto found = std::find_if(named.begin(), named.end(), [&](const Named& column) {
    return column.first == entry.field.name;
  });
  if (found == named.end()) {
    if (entry.optional) return {entry.field, std::nullopt};
    std::vector<std::string> known;
    for (const Named& column : named) known.push_back(column.first);
    throw ConfigError("{} has no column {}", WhereFrom(options), entry.field.name)
        .Option(entry.node.get())
        .Hint(DidYouMean(entry.field.name, known));
  }
  const SourceColumn& source = *found->second;
  if (!rules.Reads(source, entry.field))
    throw ConfigError("column {} is declared {} but is {} in {}", entry.field.name,
                      entry.field.sql_type, source.field.sql_type, WhereFrom(options))
        .Option(entry.node.get())
        .Hint(source.hint.empty() ? "declare it as it is, or CAST it in a `query`" : source.hint);
  return {entry.field, source};
}

}  // namespace

std::vector<BoundColumn> Bind(const SelectOptions& options, const Relation& relation,
                              const Rules& rules) {
  const std::vector<Named> named = ApplyRename(options, relation);
  std::vector<BoundColumn> bound;
  for (const SchemaEntry& entry : options.schema.entries)
    bound.push_back(BindEntry(options, entry, named, rules));
  if (!options.schema.empty()) return bound;
  for (const auto& [name, source] : named) {
    if (source->field.type.id == TypeId::kNull)
      throw ConfigError("column {} of {} has no type of its own: {}", name, WhereFrom(options),
                        source->field.sql_type.empty() ? "none" : source->field.sql_type)
          .Hint(source->hint.empty() ? "declare the columns in `schema`" : source->hint);
    Field field = source->field;
    field.name = name;
    bound.push_back({std::move(field), *source});
  }
  return bound;
}

std::vector<ConfigError> FindMisfits(const SelectOptions& options, const Relation& relation,
                                     const Rules& rules) {
  std::vector<ConfigError> misfits;
  const auto attempt = [&](auto body) {
    try {
      body();
    } catch (const ConfigError& error) {
      misfits.push_back(error);
    }
  };
  std::vector<Named> named;
  attempt([&] { named = ApplyRename(options, relation); });
  if (!misfits.empty()) return misfits;
  for (const SchemaEntry& entry : options.schema.entries)
    attempt([&] { BindEntry(options, entry, named, rules); });
  if (options.schema.empty()) attempt([&] { Bind(options, relation, rules); });
  return misfits;
}

std::vector<BoundColumn> Project(const std::vector<BoundColumn>& columns, const Scan& scan) {
  if (!scan.columns) return columns;
  std::vector<BoundColumn> out;
  for (const std::string& name : *scan.columns) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const BoundColumn& column) {
      return column.field.name == name;
    });
    if (found == columns.end()) throw ConfigError("the source has no column {}", name);
    out.push_back(*found);
  }
  return out;
}

Schema SchemaOf(const std::vector<BoundColumn>& columns) {
  std::vector<Field> fields;
  for (const BoundColumn& column : columns) fields.push_back(column.field);
  return Schema(std::move(fields));
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& known) {
  if (const auto closest = Closest(name, known)) return "did you mean " + *closest + "?";
  std::string list;
  for (const std::string& candidate : known) {
    if (list.size() > 200) return "it has " + list + ", …";
    list += (list.empty() ? "" : ", ") + candidate;
  }
  return list.empty() ? std::string() : "it has " + list;
}

}  // namespace etl::sql_source
