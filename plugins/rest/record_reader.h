// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etl/options.h"
#include "etl/record_batch_builder.h"

namespace etl::rest {

// Where a record stands, for messages.
struct RecordPlace {
  std::string page;        // "page 7"; empty: there is only one
  std::string records;     // JSON pointer to the list
  std::int64_t index = 0;  // of the record, from 0
  std::int64_t row = 0;    // of the stream, from 0

  std::string text() const;  // "page 7, record 12"
};

// Turns records into rows. All declared fields are checked, also those that nobody asked for.
class RecordReader {
 public:
  // `wanted`: the columns to build; nullopt: all of them.
  RecordReader(const DeclaredSchema& declared,
               const std::optional<std::vector<std::string>>& wanted);

  const Schema& schema() const { return schema_; }  // the columns built, in the declared order

  // Appends the record as a row. Throws DataError.
  void Append(const simdjson::dom::element& record, const RecordPlace& place,
              RecordBatchBuilder& batch);

 private:
  struct FieldPlan {
    SchemaEntry entry;
    std::string key;      // at the top of the record; only if `pointer` is empty
    std::string pointer;  // into nested values
    int output = -1;      // column of the batch; -1: only checked
    ColumnBuilder scratch;
    std::string path() const;  // pointer from the record
  };

  void FindFields(const simdjson::dom::object& record, const RecordPlace& place);
  std::size_t FieldOf(std::string_view key, std::size_t position);
  [[noreturn]] void Fail(const FieldPlan& field, const RecordPlace& place, std::string_view why,
                         const std::string& value) const;

  std::vector<FieldPlan> fields_;
  Schema schema_;
  std::vector<std::optional<simdjson::dom::element>> found_;  // of the current record, by field
  // Records look alike: the field that stood at this position in the last one, to save searching.
  std::vector<std::size_t> expected_;
};

}  // namespace etl::rest
