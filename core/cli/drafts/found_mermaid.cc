// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/drafts/found_text.h"

namespace etl::cli {

namespace {

using plan::FoundColumn;
using plan::FoundKey;
using plan::FoundReference;
using plan::FoundTable;

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsWord(const std::string& text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::ranges::all_of(text, IsWordChar);
}

// In double quotes, inside of which Mermaid knows no escape.
std::string Quoted(std::string text) {
  for (char& c : text)
    if (c == '"' || static_cast<unsigned char>(c) < 0x20) c = c == '"' ? '\'' : ' ';
  return "\"" + text + "\"";
}

std::string EntityName(const std::string& name) { return IsWord(name) ? name : Quoted(name); }

// A type or column's name: a word, which may be followed by numbers in brackets.
std::string Word(const std::string& text, std::string_view also) {
  std::string out;
  for (const char c : text)
    out += IsWordChar(c) || also.find(c) != std::string_view::npos ? c : '_';
  if (out.empty() || !IsWordChar(out[0]) || (out[0] >= '0' && out[0] <= '9')) out = "_" + out;
  return out;
}

bool IsOneOf(const std::string& name, const std::vector<std::string>& names) {
  return std::ranges::find(names, name) != names.end();
}

std::string ColumnLine(const FoundTable& table, const FoundColumn& column) {
  const std::string type = !column.type.empty()     ? column.type
                           : !column.native.empty() ? column.native
                                                    : "unknown";
  std::string line = Word(type, "()-") + " " + Word(column.name, "-");
  std::string marks;
  const auto add = [&](const char* mark) {
    marks += (marks.empty() ? " " : ", ") + std::string(mark);
  };
  bool primary = false, unique = false, foreign = false;
  for (const FoundKey& key : table.keys) {
    primary |= key.primary && IsOneOf(column.name, key.columns);
    unique |= !key.primary && key.columns == std::vector{column.name};
  }
  for (const FoundReference& reference : table.references)
    foreign |= IsOneOf(column.name, reference.columns);
  if (primary) add("PK");
  if (foreign) add("FK");
  if (unique) add("UK");
  line += marks;
  return IsWord(column.name) ? line : line + " " + Quoted(column.name);
}

// How many rows of this table belong to one of the other, and whether each has one.
std::string RelationLine(const FoundTable& table, const FoundReference& reference) {
  bool nullable = false;
  std::string names;
  for (const std::string& name : reference.columns) {
    const FoundColumn* column = table.FindColumn(name);
    nullable |= column && column->nullable;
    names += (names.empty() ? "" : ", ") + name;
  }
  const bool one = std::ranges::any_of(
      table.keys, [&](const FoundKey& key) { return key.columns == reference.columns; });
  return fmt::format("  {} {}--{} {} : {}\n", EntityName(reference.table), nullable ? "|o" : "||",
                     one ? "o|" : "o{", EntityName(table.name), Quoted(names));
}

}  // namespace

std::string FoundMermaid(const plan::Found& found) {
  std::string out = "erDiagram\n";
  for (const FoundTable& table : found.tables)
    for (const FoundReference& reference : table.references) out += RelationLine(table, reference);
  for (const FoundTable& table : found.tables) {
    out += "  " + EntityName(table.name) + " {\n";
    for (const FoundColumn& column : table.columns)
      out += "    " + ColumnLine(table, column) + "\n";
    out += "  }\n";
  }
  return out;
}

}  // namespace etl::cli
