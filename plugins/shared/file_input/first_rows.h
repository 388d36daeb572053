// SPDX-License-Identifier: Apache-2.0
// The check of a source that reads files: its first rows, one declared column after the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "etl/discovery.h"
#include "etl/source.h"
#include "plugins/shared/file_input/input_file.h"

namespace etl::file_input {

inline constexpr std::int64_t kFirstRows = 1000;

// Reads the first rows as each column alone, so that one that does not fit hides no other. A row
// that is no row goes to Context::Reject, as in a run. `alone`: the column may be declared without
// the others.
template <typename Source, typename Options>
void CheckColumns(const Options& options, Context& context, bool alone, CheckReport& report) {
  for (const SchemaEntry& entry : options.schema.entries) {
    Options one = options;
    if (alone) one.schema.entries = {entry};
    Scan scan;
    scan.columns = std::vector<std::string>{entry.field.name};
    bool has_null = false;
    try {
      Source source(one, scan);
      const Schema schema = source.Open(context);
      RecordBatchBuilder batch(schema, {kFirstRows, context.batch_limits().bytes});
      source.Read(batch);
      const RecordBatch rows = batch.Finish();
      for (std::int64_t row = 0; row < rows.num_rows(); ++row)
        has_null |= rows.column(0).IsNull(row);
    } catch (const ConfigError& error) {
      report.Wrong(error);
    } catch (const DataError& error) {
      report.Wrong(ConfigError("the first rows do not fit what is declared: {}",
                               std::string_view(error.what()))
                       .Hint(error.hint())
                       .Position(error.position())
                       .Option(entry.node.get()));
    }
    if (has_null) report.MayBeNull(entry.field.name);
  }
}

// What was looked at.
inline std::string CheckedText(const std::vector<InputFile>& files, const DeclaredSchema& schema) {
  const std::string name = files.front().name();
  if (schema.empty()) return name + ", columns as its first rows have them";
  return name + ", " + CountText(static_cast<std::int64_t>(schema.entries.size()), "column") +
         " declared";
}

// "people", of a path or list of them.
inline std::string NameOfFile(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find('.') == 0 ? std::string::npos : name.find('.'));
}

}  // namespace etl::file_input
