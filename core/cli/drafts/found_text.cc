// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/found_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/display_text.h"
#include "plan/quantity.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;
using plan::FoundColumn;
using plan::FoundKey;
using plan::FoundReference;
using plan::FoundTable;

constexpr std::size_t kWidest = 60;

std::string Shown(const std::string& text) { return EscapeForDisplay(text, kWidest); }

std::string Listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + Shown(name);
  return out;
}

// Keys and references of one column stand at the column, others below.
std::string MarksOf(const FoundTable& table, const FoundColumn& column) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (column.optional)
    add("optional");
  else if (!column.nullable)
    add("not null");
  for (const FoundKey& key : table.keys)
    if (key.columns == std::vector{column.name}) add(key.primary ? "primary key" : "unique");
  for (const FoundReference& reference : table.references)
    if (reference.columns == std::vector{column.name})
      add("→ " + Shown(reference.table) + "." + Listed(reference.other_columns));
  if (!column.path.empty()) add("at " + Shown(column.path));
  if (!column.note.empty()) add(column.note);
  return out;
}

std::string TypeText(const FoundColumn& column) {
  if (!column.type.empty()) return column.type;
  return column.native.empty() ? "?" : "? " + Shown(column.native);
}

void AppendColumns(const FoundTable& table, std::string& out) {
  std::size_t name_width = 0, type_width = 0;
  for (const FoundColumn& column : table.columns) {
    name_width = std::max(name_width, DisplayWidth(Shown(column.name)));
    type_width = std::max(type_width, DisplayWidth(TypeText(column)));
  }
  const auto padded = [](const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, DisplayWidth(text)), ' ');
  };
  for (const FoundColumn& column : table.columns) {
    std::string line = "  " + padded(Shown(column.name), name_width) + "  " +
                       padded(TypeText(column), type_width) + "  " + MarksOf(table, column);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
}

void AppendWideKeys(const FoundTable& table, std::string& out) {
  for (const FoundKey& key : table.keys)
    if (key.columns.size() > 1)
      out +=
          fmt::format("  {} ({})\n", key.primary ? "primary key" : "unique", Listed(key.columns));
  for (const FoundReference& reference : table.references)
    if (reference.columns.size() > 1)
      out += fmt::format("  ({}) → {} ({})\n", Listed(reference.columns), Shown(reference.table),
                         Listed(reference.other_columns));
}

// How the source is told to read it, beyond what the URL says.
std::string ReadingOf(const FoundTable& table) {
  std::string out;
  for (const plan::FoundOption& option : table.options) {
    if (option.secret || option.name.starts_with("connection.") || option.name == "table" ||
        option.name == "path" || option.name.starts_with("query."))
      continue;
    out += (out.empty() ? "" : ", ") + option.name + ": " + Shown(option.text);
  }
  return out;
}

Json ColumnJson(const FoundColumn& column) {
  Json json{{"name", column.name}, {"type", nullptr}, {"nullable", column.nullable}};
  if (!column.type.empty()) json["type"] = column.type;
  if (!column.native.empty()) json["native_type"] = column.native;
  if (column.optional) json["optional"] = true;
  if (!column.path.empty()) json["path"] = column.path;
  if (!column.note.empty()) json["note"] = column.note;
  return json;
}

Json TableJson(const FoundTable& table) {
  Json json{{"name", table.name}, {"kind", table.kind}, {"rows", nullptr}};
  if (table.rows >= 0) json["rows"] = table.rows;
  json["columns"] = Json::array();
  for (const FoundColumn& column : table.columns) json["columns"].push_back(ColumnJson(column));
  json["primary_key"] = Json::array();
  json["unique"] = Json::array();
  for (const FoundKey& key : table.keys) {
    if (key.primary)
      json["primary_key"] = key.columns;
    else
      json["unique"].push_back(key.columns);
  }
  json["references"] = Json::array();
  for (const FoundReference& reference : table.references)
    json["references"].push_back({{"columns", reference.columns},
                                  {"table", reference.table},
                                  {"other_columns", reference.other_columns}});
  json["options"] = Json::object();
  for (const plan::FoundOption& option : table.options)
    if (!option.secret) json["options"][option.name] = option.text;
  json["notes"] = table.notes;
  return json;
}

}  // namespace

std::string AboutRows(std::int64_t rows) {
  return fmt::format("about {} row{}", plan::FormatCount(rows), rows == 1 ? "" : "s");
}

std::string FoundText(const plan::Found& found) {
  std::string out;
  for (const FoundTable& table : found.tables) {
    out += fmt::format("{}{}  {}", out.empty() ? "" : "\n", Shown(table.name), table.kind);
    if (table.rows >= 0) out += ", " + AboutRows(table.rows);
    out += "\n";
    AppendColumns(table, out);
    AppendWideKeys(table, out);
    if (const std::string reading = ReadingOf(table); !reading.empty())
      out += "  read with " + reading + "\n";
    for (const std::string& note : table.notes) out += "  " + EscapeForDisplay(note, 500) + "\n";
  }
  return out;
}

std::string FoundJson(const plan::Found& found) {
  Json json{{"ok", true},
            {"source", found.component->name},
            {"url", found.place},
            {"tables", Json::array()}};
  for (const FoundTable& table : found.tables) json["tables"].push_back(TableJson(table));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace etl::cli
