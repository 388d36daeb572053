// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/csv/options.h"
#include "plugins/csv/record_reader.h"

namespace etl::csv {

// What a file begins with.
struct FileHead {
  std::int64_t data_begin = 0;     // behind the byte order mark, skipped lines and the header
  std::vector<std::string> names;  // of the columns; a nameless one is column_3
};

// Reads up to the first record. Without a header the names are those of `schema`, or numbers if
// that is empty. Throws DataError for a file without the header that it should have.
FileHead ReadHead(RecordReader& reader, const SourceOptions& options, const DeclaredSchema& schema);

// The place of each column of `schema` in the file; -1 for an optional one that it lacks. By name
// where there is a header, else by position. Throws ConfigError for a declared column that the file
// lacks or has twice, DataError if the schema was found in another file.
std::vector<int> MatchColumns(const SourceOptions& options, const DeclaredSchema& schema,
                              const FileHead& head, const std::string& file);

}  // namespace etl::csv
