// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/layout.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "etl/suggest.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::text {
namespace {

constexpr std::int64_t kLeastLine = 1024;
constexpr std::int64_t kMostLine = std::int64_t{1} << 30;

SchemaEntry TextEntry(const std::string& name) {
  SchemaEntry entry;
  entry.field = {name, Utf8(), true, 0, "string"};
  return entry;
}

std::string Hint(const std::string& name, const std::vector<std::string>& known) {
  if (const auto closest = Closest(name, known)) return Format("did you mean `{}`?", *closest);
  std::string list;
  for (const std::string& one : known) list += (list.empty() ? "`" : ", `") + one + "`";
  return "there " + std::string(known.size() == 1 ? "is " : "are ") + list;
}

void CheckEntry(const SchemaEntry& entry, std::set<std::string>& names) {
  if (!names.insert(entry.field.name).second)
    throw ConfigError("column `{}` is declared twice", entry.field.name).Option(entry.node.get());
  if (entry.field.type.id == TypeId::kBinary)
    throw ConfigError("column `{}`: a text file has no binary values", entry.field.name)
        .Hint("declare it as string")
        .Option(entry.node.get());
  json_records::CheckPointer("path", entry.path, entry.node.Find("path"));
}

}  // namespace

Layout::Layout(const TextOptions& options)
    : separator_(options.separator.value), trim_(options.trim) {
  if (options.separator.node && options.pattern.node)
    throw ConfigError("`separator` and `pattern` are two ways to cut a line")
        .Hint("delete one of the two")
        .Option(options.pattern.node.get());
  if (options.separator.node && separator_.empty())
    throw ConfigError("`separator` is empty").Option(options.separator.node.get());
  const std::int64_t most = options.max_line.value.bytes;
  if (most < kLeastLine || most > kMostLine)
    throw ConfigError("`max_line` must be between 1KiB and 1GiB: {}", most)
        .Option(options.max_line.node.get());
  if (options.pattern.node) ReadPattern(options);
  AddColumns(options);
  CheckParts(options);
  Select(std::nullopt);
}

void Layout::ReadPattern(const TextOptions& options) {
  re2::RE2::Options quiet;
  quiet.set_log_errors(false);
  auto pattern = std::make_shared<re2::RE2>(options.pattern.value, quiet);
  if (!pattern->ok())
    throw ConfigError("`pattern` is no regular expression: {}", pattern->error())
        .Hint("its syntax is that of RE2; a named group is (?P<name>...)")
        .Option(options.pattern.node.get());
  for (const auto& [group, name] : pattern->CapturingGroupNames()) {
    parts_.emplace_back();
    parts_.back().name = name;
    parts_.back().group = group;
  }
  if (parts_.empty())
    throw ConfigError("`pattern` has no named group")
        .Hint("each column is a group: (?P<score>[0-9]+): (?P<name>.*)")
        .Option(options.pattern.node.get());
  pattern_ = std::move(pattern);
}

void Layout::AddColumns(const TextOptions& options) {
  std::vector<SchemaEntry> entries = options.schema.entries;
  if (entries.empty() && separator_.empty()) {
    for (const Part& part : parts_) entries.push_back(TextEntry(part.name));
    if (entries.empty()) entries.push_back(TextEntry("line"));
  }
  std::set<std::string> names;
  for (const SchemaEntry& entry : entries) {
    CheckEntry(entry, names);
    Column column{entry.field, entry.optional, -1};
    column.field.nullable = entry.optional;
    columns_.push_back(column);
    if (!entry.path.empty()) continue;
    if (pattern_) {
      Part& part = PartNamed(entry.field.name, entry);
      part.column = columns_.size() - 1;
      part.json = entry.field.sql_type == "json";
    } else {
      parts_.push_back(
          {entry.field.name, 0, columns_.size() - 1, entry.field.sql_type == "json", {}});
    }
  }
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (!entries[i].path.empty()) AddField(entries[i], i);
  if (!options.position.node) return;
  SchemaEntry position = TextEntry(options.position.value);
  position.node = options.position.node;
  CheckEntry(position, names);
  position_ = columns_.size();
  columns_.push_back({position.field, false, -1});
  columns_.back().field.nullable = false;
}

Part& Layout::PartNamed(const std::string& name, const SchemaEntry& entry) {
  const auto part = std::ranges::find(parts_, name, &Part::name);
  if (part != parts_.end()) return *part;
  std::vector<std::string> names;
  for (const Part& known : parts_) names.push_back(known.name);
  const std::string what = pattern_ ? "the pattern has no group" : "a line has no part";
  throw ConfigError("column `{}`: {} `{}`", entry.field.name, what, name)
      .Hint(Hint(name, names))
      .Option(entry.node.get());
}

void Layout::AddField(const SchemaEntry& entry, std::size_t column) {
  std::vector<std::string> steps = json_records::StepsOf(entry.path);
  Part& part = PartNamed(steps.front(), entry);
  if (part.column && !part.json)
    throw ConfigError("column `{}`: `{}` is no JSON, its type is {}", entry.field.name, part.name,
                      columns_[*part.column].field.sql_type)
        .Hint(Format("declare {}: json", part.name))
        .Option(entry.node.get());
  part.json = true;
  steps.erase(steps.begin());
  std::string pointer;
  for (const std::string& step : steps) pointer += "/" + json_records::EscapedStep(step);
  part.fields.push_back({column, std::move(pointer), std::move(steps)});
}

void Layout::CheckParts(const TextOptions& options) const {
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(parts_, [](const Part& part) { return part.column.has_value(); }));
  if (!separator_.empty() && count != 2)
    throw ConfigError("`separator` cuts a line in two, and `schema` has {} column{} for that",
                      count, count == 1 ? "" : "s")
        .Hint("such as schema: {score: int64, record: json}; columns with a path do not count")
        .Option(options.separator.node.get());
  if (separator_.empty() && !pattern_ && count != 1)
    throw ConfigError("a line is one column, and `schema` has {}", count)
        .Hint("name a separator or a pattern that cuts it")
        .Option(options.schema.entries.empty() ? nullptr
                                               : options.schema.entries.back().node.get());
  for (const Part& part : parts_)
    if (!part.column && part.fields.empty())
      throw ConfigError("`schema` has no column for the group `{}`", part.name)
          .Hint("add one, or make it a group without a name: (?:...)")
          .Option(options.pattern.node.get());
}

void Layout::Select(const std::optional<std::vector<std::string>>& wanted) {
  std::vector<Field> fields;
  for (Column& column : columns_) {
    const bool is_wanted =
        !wanted || std::ranges::find(*wanted, column.field.name) != wanted->end();
    column.output = is_wanted ? static_cast<int>(fields.size()) : -1;
    if (is_wanted) fields.push_back(column.field);
  }
  schema_ = Schema(std::move(fields));
}

}  // namespace etl::text
