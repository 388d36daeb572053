// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "etl/record_batch_builder.h"
#include "plugins/shared/json_records/json_value.h"
#include "plugins/text/json_part.h"
#include "plugins/text/layout.h"
#include "plugins/text/line_splitter.h"

namespace etl::text {

// Turns lines into rows. Every column is checked, also one that nobody wants. The layout outlives
// it. One thread.
class RowBuilder {
 public:
  explicit RowBuilder(const Layout& layout);

  // Appends the line as a row; behind it as many bytes may be read as simdjson reads there. Throws
  // DataError, and then the batch has a part of the row.
  void Append(std::string_view line, RecordBatchBuilder& batch);

 private:
  void AppendPart(std::size_t part, std::string_view text);
  void AppendText(const Column& column, std::string_view text, ColumnBuilder& out);
  void AppendJson(const Part& part, std::string_view text);
  void AppendField(const JsonField& field, simdjson::dom::element record, std::string_view text);
  void AppendMissing(const Part& part);
  void AppendNull(std::size_t column, const std::string& what);
  ColumnBuilder& Out(std::size_t column);

  const Layout& layout_;
  LineSplitter splitter_;
  JsonPart json_;
  std::vector<json_records::ValueAppender> values_;  // of the columns
  std::vector<ColumnBuilder> scratch_;               // for those that nobody wants
  RecordBatchBuilder* batch_ = nullptr;
};

}  // namespace etl::text
