// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etl/record_batch_builder.h"
#include "plugins/rest/column_lists.h"
#include "plugins/rest/json_lines.h"
#include "plugins/rest/outside_columns.h"
#include "plugins/rest/page.h"
#include "plugins/shared/json_records/record_reader.h"

namespace etl::rest {

// The records of the pages, whatever their shape, as rows of the declared columns. One thread.
class Records {
 public:
  // `wanted`: the columns to build; nullopt: all of them. `options` must outlive it.
  Records(const RestOptions& options, const std::optional<std::vector<std::string>>& wanted);

  const Schema& schema() const { return schema_; }  // in the declared order

  void BeginSeries(const std::string& value) { outside_.BeginSeries(value); }
  // Parses a page, every byte of it. Throws DataError.
  void Parse(std::string body, const std::string& page);
  // The page; nullopt: it has lines, which are parsed as they are read.
  std::optional<simdjson::dom::element> root() const;
  // Finds the records of the page that was parsed. Throws DataError.
  void Find();
  std::int64_t count() const { return count_; }
  std::optional<simdjson::dom::element> Last();

  bool done() const { return done_ == count_; }
  // Appends rows until the batch is full or the page's records are done. Throws DataError.
  void Fill(RecordBatchBuilder& batch);
  std::int64_t row() const { return place_.row; }  // of the stream, the next one

  // Lets go of the page.
  void Clear();

 private:
  enum class Shape { kList, kMap, kObject, kColumns, kLines };

  simdjson::dom::element FindObject(const char* kind) const;
  void FillList(RecordBatchBuilder& batch);
  void FillMap(RecordBatchBuilder& batch);
  void AppendOne(RecordBatchBuilder& batch);
  void FinishRow(std::string_view key, RecordBatchBuilder& batch);

  const RestOptions& options_;
  const Shape shape_;
  Schema schema_;
  std::optional<json_records::RecordReader> reader_;
  ColumnLists lists_;
  OutsideColumns outside_;

  Page page_;
  JsonLines lines_;
  std::string name_;  // of the page
  json_records::RecordPlace place_;
  std::int64_t count_ = 0, done_ = 0;
  simdjson::dom::array list_;
  simdjson::dom::array::iterator at_, end_;
  simdjson::dom::object map_;
  simdjson::dom::object::iterator map_at_;
  simdjson::dom::element object_;
};

}  // namespace etl::rest
