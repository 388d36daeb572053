// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string>
#include <vector>

#include "etl/record_batch_builder.h"
#include "plugins/rest/options.h"
#include "plugins/shared/json_records/json_value.h"
#include "plugins/shared/json_records/record_reader.h"

namespace etl::rest {

// Records that a page holds column by column: {"date": [...], "open": [...]}. Every list must be as
// long as the others. One thread.
class ColumnLists {
 public:
  explicit ColumnLists(bool accept_texts) : accept_texts_(accept_texts) {}

  // A column that is built at `place` of the batch; -1: only checked.
  void Add(const SchemaEntry& entry, int place);

  // The object that holds the lists; `records` is where it stands. Throws DataError.
  void Begin(const simdjson::dom::element& object, const std::string& records,
             const std::string& page);
  std::int64_t size() const { return size_; }
  // The next row.
  void Append(const json_records::RecordPlace& place, RecordBatchBuilder& batch);

 private:
  struct Column {
    json_records::ValueAppender values;
    std::string pointer;
    int place;
    bool optional;
    ColumnBuilder scratch;
    simdjson::dom::array::iterator at;
    bool missing = false;
  };

  const bool accept_texts_;
  std::vector<Column> columns_;
  std::int64_t size_ = 0;
};

}  // namespace etl::rest
