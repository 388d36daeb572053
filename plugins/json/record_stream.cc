// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/record_stream.h"

#include "plugins/json/line_records.h"
#include "plugins/json/list_records.h"

namespace etl::json {

Shape ShapeOf(const SourceOptions& options, TextWindow& window) {
  if (options.format == "array" || !options.records.value.empty()) return Shape::kArray;
  if (options.format == "lines") return Shape::kLines;
  window.SkipMark();
  for (std::size_t at = 0; at < window.size() || (at == 0 && window.Fill()); ++at) {
    const char c = window.data()[at];
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
      return c == '[' ? Shape::kArray : Shape::kLines;
  }
  return Shape::kLines;
}

std::unique_ptr<RecordStream> OpenStream(Shape shape, const SourceOptions& options,
                                         std::unique_ptr<TextWindow> window) {
  if (shape == Shape::kLines) return std::make_unique<LineRecords>(std::move(window));
  return std::make_unique<ListRecords>(std::move(window), options.records.value);
}

}  // namespace etl::json
