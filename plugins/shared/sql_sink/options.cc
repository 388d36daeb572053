// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/options.h"

#include <map>

#include "etl/suggest.h"
#include "etl/value_text.h"

namespace etl::sql_sink {
namespace {

void CheckArrives(const char* option, const std::string& column, const Schema& schema,
                  const OptionNode& node) {
  if (schema.Find(column)) return;
  const std::optional<std::string> closest = Closest(column, schema.names());
  throw ConfigError("`{}` names a column that does not arrive: {}", option, Quoted(column))
      .Option(node.get())
      .Hint(closest ? Format("did you mean {}?", Quoted(*closest))
                    : "`etl explain` lists the columns");
}

}  // namespace

// Not in the header: GCC 12 believes the inlined one to leave members unset.
LoadOptions::LoadOptions() = default;

void CheckOptions(const LoadOptions& options, const Schema& schema) {
  const std::vector<std::string>& key = options.key.value;
  if (options.table.value.empty())
    throw ConfigError("`table` is empty").Option(options.table.node.get());
  if (options.mode() == Mode::kUpsert && key.empty())
    throw ConfigError("`mode: upsert` needs a `key`")
        .Hint("name the columns that identify a row, as in `key: [symbol, date]`");
  if (options.batch_rows < 1)
    throw ConfigError("`batch_rows` must be at least 1: {}", options.batch_rows);
  for (const std::string& column : key) CheckArrives("key", column, schema, options.key.node);
  for (const auto& [column, name] : options.rename.value)
    CheckArrives("rename", column, schema, options.rename.node.Find(column));
  std::map<std::string, std::string> taken;  // lower-case name in the table → column
  for (const Field& field : schema) {
    const std::string name = NameInTable(options, field.name);
    const auto [other, fresh] = taken.emplace(detail::LowerAscii(name), field.name);
    if (!fresh)
      throw ConfigError("columns {} and {} would both go into column {}", Quoted(other->second),
                        Quoted(field.name), Quoted(name))
          .Option(options.rename.node.get())
          .Hint("`rename` one of them, or leave it out with a select step");
  }
}

std::string NameInTable(const LoadOptions& options, const std::string& column) {
  for (const auto& [from, to] : options.rename.value)
    if (from == column) return to;
  return column;
}

}  // namespace etl::sql_sink
