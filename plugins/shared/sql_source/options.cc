// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/options.h"

#include <set>

namespace etl::sql_source {

void CheckOptions(const SelectOptions& options) {
  const bool table = !options.table.value.empty(), query = !options.query.value.empty();
  if (table && query)
    throw ConfigError("`table` and `query` exclude each other")
        .Option(options.query.node.get())
        .Hint("remove one of them");
  if (!table && !query)
    throw ConfigError("nothing to read: neither `table` nor `query` is set")
        .Hint("add `table: NAME`");
  for (const SchemaEntry& entry : options.schema.entries)
    if (!entry.path.empty())
      throw ConfigError("a column of a table has no `path`: {}", entry.field.name)
          .Option(entry.node.get())
          .Hint("use `rename: {database_column: name}` on the source");
  std::set<std::string> names;
  for (const auto& [source, name] : options.rename.value)
    if (!names.insert(name).second)
      throw ConfigError("`rename` gives two columns the name {}", name)
          .Option(options.rename.node.Find(source).get());
}

}  // namespace etl::sql_source
