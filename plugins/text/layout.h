// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/plan.h"
#include "plugins/text/options.h"

namespace re2 {
class RE2;
}

namespace etl::text {

// A declared column.
struct Column {
  Field field;
  bool optional = false;
  int output = -1;  // column of the batch; -1: only checked
};

// A value inside of a JSON part.
struct JsonField {
  std::size_t column;
  std::string pointer;             // from the part
  std::vector<std::string> steps;  // of it
};

// A piece of a line.
struct Part {
  std::string name;
  int group = 0;                      // of the pattern
  std::optional<std::size_t> column;  // that is this piece itself
  bool json = false;
  std::vector<JsonField> fields;  // of the JSON in it
};

// What stands on a line, as the options say it. Throws ConfigError for those that cannot work.
// Immutable, but for the outputs.
class Layout {
 public:
  explicit Layout(const TextOptions& options);

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<Part>& parts() const { return parts_; }
  // Null: there is no pattern.
  const std::shared_ptr<const re2::RE2>& pattern() const { return pattern_; }
  const std::string& separator() const { return separator_; }
  bool trim() const { return trim_; }
  // The column of the batch that says where a line stands; -1: nobody wants it.
  int position() const { return position_ ? columns_[*position_].output : -1; }

  // The columns that the batches have from now on: these; nullopt: all. In the declared order.
  void Select(const std::optional<std::vector<std::string>>& wanted);
  const Schema& schema() const { return schema_; }

 private:
  void ReadPattern(const TextOptions& options);
  void AddColumns(const TextOptions& options);
  void AddField(const SchemaEntry& entry, std::size_t column);
  Part& PartNamed(const std::string& name, const SchemaEntry& entry);
  void CheckParts(const TextOptions& options) const;

  std::vector<Column> columns_;
  std::vector<Part> parts_;
  std::shared_ptr<const re2::RE2> pattern_;
  std::string separator_;
  bool trim_;
  std::optional<std::size_t> position_;
  Schema schema_;
};

}  // namespace etl::text
