// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "etl/record_batch_builder.h"
#include "plugins/rest/options.h"
#include "plugins/shared/json_records/json_value.h"
#include "plugins/shared/json_records/record_reader.h"

namespace etl::rest {

// The columns that no record holds: the value of for_each, the key of a map, what the page's
// envelope says. One thread.
class OutsideColumns {
 public:
  explicit OutsideColumns(const RestOptions& options) : options_(options) {}

  // The column `entry` is built, and stands at `place` of the batch.
  void Add(const SchemaEntry& entry, int place);
  bool empty() const { return columns_.empty(); }

  void BeginSeries(std::string value) { value_ = std::move(value); }
  // Throws DataError for what the envelope lacks, or has in another type.
  void BeginPage(const simdjson::dom::element& root, const std::string& page);
  // For a row that has been appended. `key`: of the map.
  void Append(std::string_view key, const json_records::RecordPlace& place,
              RecordBatchBuilder& batch);

 private:
  enum class From { kForEach, kKey, kEnvelope };
  struct Column {
    From from;
    int place;
    bool optional;
    std::string pointer;
    json_records::ValueAppender values;
    simdjson::dom::element found;
    bool missing = false;
  };

  void AppendText(const Column& column, std::string_view text, std::string_view what,
                  const json_records::RecordPlace& place, RecordBatchBuilder& batch) const;

  const RestOptions& options_;
  std::vector<Column> columns_;
  std::string value_;
};

}  // namespace etl::rest
