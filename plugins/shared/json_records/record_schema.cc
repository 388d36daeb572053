// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/record_schema.h"

#include <set>

#include "plugins/shared/json_records/pointer.h"

namespace etl::json_records {

void CheckSchema(const DeclaredSchema& schema) {
  std::set<std::string_view> names;
  for (const SchemaEntry& entry : schema.entries) {
    if (!names.insert(entry.field.name).second)
      throw ConfigError("column `{}` is declared twice", entry.field.name).Option(entry.node.get());
    if (entry.field.type.id == TypeId::kBinary)
      throw ConfigError("column `{}`: JSON has no binary values", entry.field.name)
          .Hint("declare it as string")
          .Option(entry.node.get());
    CheckPointer("path", entry.path, entry.node.Find("path"));
  }
}

}  // namespace etl::json_records
