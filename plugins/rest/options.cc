// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/options.h"

#include <algorithm>
#include <set>

#include "etl/value_text.h"
#include "plugins/rest/access_token.h"
#include "plugins/rest/answer_errors.h"
#include "plugins/rest/requests.h"
#include "plugins/rest/since.h"
#include "plugins/shared/json_records/pointer.h"
#include "plugins/shared/json_records/record_schema.h"

namespace etl::rest {
namespace {

void CheckOutside(const RestOptions& options, std::string_view option, const std::string& column) {
  const SchemaEntry* entry = FindColumn(options, column);
  if (!entry)
    throw ConfigError("`{}` names the column `{}`, which `schema` does not declare", option, column)
        .Hint("add it to `schema`, with its type and in the place where it shall stand");
  if (!entry->path.empty())
    throw ConfigError("the column `{}` comes from `{}`, so it has no `path`", column, option)
        .Option(entry->node.get());
}

void CheckForEach(const RestOptions& options) {
  const ForEach& each = *options.for_each;
  CheckOutside(options, "for_each", each.column);
  const Field& field = FindColumn(options, each.column)->field;
  std::set<std::string> seen;
  for (const std::string& value : each.values) {
    ColumnBuilder column(field.type);
    if (value.empty() || !TryAppendParsed(column, value))
      throw ConfigError("`for_each` lists what is no {}: {}", field.sql_type, Quoted(value, 80));
    if (!seen.insert(value).second)
      throw ConfigError("`for_each` lists {} twice", Quoted(value, 80))
          .Hint("its rows would be there twice");
  }
}

void CheckShape(const RestOptions& options) {
  const bool map = options.shape == "map", lines = options.shape == "lines";
  if (!options.key.empty() && !map) throw ConfigError("`key` is for `shape: map`");
  if (!options.key.empty()) CheckOutside(options, "key", options.key);
  if (lines && !options.records.empty())
    throw ConfigError("with `shape: lines` every line is a record, so `records` has no meaning");
  if (lines && !options.envelope.empty())
    throw ConfigError("with `shape: lines` a page has no envelope");
  for (const auto& [column, pointer] : options.envelope) {
    CheckOutside(options, "envelope", column);
    json_records::CheckPointer("envelope", pointer);
    if (column == options.key) throw ConfigError("`{}` is both `key` and in `envelope`", column);
  }
  if (options.for_each && options.for_each->column == options.key)
    throw ConfigError("`{}` is both `key` and the column of `for_each`", options.key);
}

}  // namespace

Style StyleOf(const RestOptions& options) {
  if (!options.paginate) return Style::kSingle;
  const std::string& by = options.paginate->by;
  if (by == "page") return Style::kPage;
  if (by == "offset") return Style::kOffset;
  if (by == "cursor") return Style::kCursor;
  if (by == "next") return Style::kNext;
  return by == "link" ? Style::kLink : Style::kKeyset;
}

const SchemaEntry* FindColumn(const RestOptions& options, std::string_view name) {
  for (const SchemaEntry& entry : options.schema.entries)
    if (entry.field.name == name) return &entry;
  return nullptr;
}

bool IsOutsideRecords(const RestOptions& options, std::string_view column) {
  if (options.for_each && options.for_each->column == column) return true;
  if (!options.key.empty() && options.key == column) return true;
  return std::any_of(options.envelope.begin(), options.envelope.end(),
                     [&](const auto& entry) { return entry.first == column; });
}

void Validate(const RestOptions& options) {
  CheckConnection(options.connection);
  if (options.connection.oauth2) TokenTarget(*options.connection.oauth2);
  json_records::CheckPointer("records", options.records);
  json_records::CheckSchema(options.schema);
  if (options.concurrency < 1 || options.concurrency > 64)
    throw ConfigError("`concurrency` must be between 1 and 64: {}", options.concurrency);
  CheckShape(options);
  if (options.for_each) CheckForEach(options);
  if (options.paginate) CheckPaginate(options);
  if (options.since) CheckSince(options);
  const AnswerErrors errors(options.error_if);
  const Endpoint endpoint(options);            // checks the URL and the headers
  const Requests requests(options, endpoint);  // checks the body
}

}  // namespace etl::rest
