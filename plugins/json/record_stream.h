// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "plugins/json/source_options.h"
#include "plugins/shared/file_input/split_plan.h"
#include "plugins/shared/file_input/text_window.h"

namespace etl::json {

using file_input::TextWindow;
static_assert(TextWindow::kPadding >= simdjson::SIMDJSON_PADDING);

enum class Shape { kLines, kArray };

// The records of one file, one after the other. Every byte that is passed over is valid JSON. One
// thread.
class RecordStream {
 public:
  virtual ~RecordStream() = default;

  // The records of a range come next; a file that cannot be divided has one range.
  virtual void Open(const file_input::Split& range) = 0;
  // The next record, valid until the next call; false at the end of the range. Throws DataError
  // without the place.
  virtual bool Next(simdjson::dom::element& record) = 0;

  // Of the record at hand, or of what was wrong: "people.json, record 7". May read the file again.
  virtual std::string place() = 0;
  // The text of the record at hand, or of one that was wrong, if the next one can be read all the
  // same; nullopt: nothing behind it can.
  virtual std::optional<std::string> text() const = 0;
  // Of the record at hand in its list, from 0; -1: it is in none.
  virtual std::int64_t index() const { return -1; }
};

// What the first byte of the file says, unless the options say it.
Shape ShapeOf(const SourceOptions& options, TextWindow& window);

std::unique_ptr<RecordStream> OpenStream(Shape shape, const SourceOptions& options,
                                         std::unique_ptr<TextWindow> window);

}  // namespace etl::json
