// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etl/options.h"
#include "etl/record_batch_builder.h"
#include "plugins/shared/json_records/field_tree.h"
#include "plugins/shared/json_records/json_value.h"

namespace etl::json_records {

// Where a record stands, for messages.
struct RecordPlace {
  std::string page;        // "page 7"; empty: there is only one
  std::string records;     // JSON pointer to the list
  std::int64_t index = 0;  // of the record in the list, from 0; -1: it stands alone
  std::int64_t row = 0;    // of the stream, from 0; -1: not known

  std::string text() const;     // "page 7, record 12"; empty for one that stands alone
  std::string pointer() const;  // "/users/11"
};

// What becomes of a declared field whose column nobody asked for, and of fields that are not
// declared.
enum class Unwanted { kChecked, kIgnored };
enum class Undeclared { kIgnored, kRefused };

// Turns records into rows. One thread.
class RecordReader {
 public:
  // `wanted`: the columns to build; nullopt: all of them.
  RecordReader(const DeclaredSchema& declared,
               const std::optional<std::vector<std::string>>& wanted,
               Unwanted unwanted = Unwanted::kChecked,
               Undeclared undeclared = Undeclared::kIgnored);

  const Schema& schema() const { return schema_; }  // the columns built, in the declared order

  // For batches that have other columns, too: the i-th column of `schema` stands at places[i].
  void PlaceColumns(const std::vector<int>& places);
  // Numbers and booleans may be texts, too.
  void AcceptTexts();

  // Appends the record as a row. Throws DataError.
  void Append(const simdjson::dom::element& record, const RecordPlace& place,
              RecordBatchBuilder& batch);

 private:
  struct FieldPlan {
    ValueAppender values;
    std::string pointer;  // from the record
    bool optional;
    int output;  // column of the batch; -1: only checked
    ColumnBuilder scratch;
    std::uint64_t seen = 0;  // the last record that has it
  };

  void ReadObject(FieldNode& node, const simdjson::dom::object& object);
  void ReadValue(FieldNode& node, const simdjson::dom::element& value);
  void AppendValue(FieldPlan& field, const simdjson::dom::element& value);
  void AppendMissing();
  ColumnBuilder& ColumnOf(FieldPlan& field) {
    return field.output < 0 ? field.scratch : batch_->column(field.output);
  }
  [[noreturn]] void Fail(const FieldPlan& field, std::string_view pointer, std::string_view why,
                         const std::string& value) const;
  [[noreturn]] void FailUndeclared(std::string_view key) const;

  std::vector<FieldPlan> fields_;
  Schema schema_;
  FieldNode root_;
  Undeclared undeclared_;

  // Of the record that is being read.
  std::uint64_t record_ = 0;
  std::size_t found_ = 0;
  const RecordPlace* place_ = nullptr;
  RecordBatchBuilder* batch_ = nullptr;
};

}  // namespace etl::json_records
