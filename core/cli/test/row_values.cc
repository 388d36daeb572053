// SPDX-License-Identifier: Apache-2.0
#include "cli/test/row_values.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "config/scalar.h"
#include "config/suggest.h"
#include "etl/error.h"
#include "etl/value_text.h"

namespace etl::cli {

namespace {

using config::Node;
using Json = nlohmann::ordered_json;

Json ToJson(const Node& node) {
  if (node.is_mapping()) {
    Json object = Json::object();
    for (const Node::Entry& entry : node.entries()) object[entry.key] = ToJson(entry.value);
    return object;
  }
  if (node.is_sequence()) {
    Json list = Json::array();
    for (const Node& item : node.items()) list.push_back(ToJson(item));
    return list;
  }
  if (config::IsNull(node)) return nullptr;
  if (const auto value = config::AsBool(node)) return *value;
  if (const auto value = config::AsInt(node)) return *value;
  if (const auto value = config::AsFloat(node)) return *value;
  return node.text();
}

std::int64_t CountCharacters(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

// "0x0aff", as it is printed.
bool AppendHex(ColumnBuilder& column, std::string_view text) {
  if (!text.starts_with("0x") || text.size() % 2 != 0) return false;
  std::string bytes;
  for (std::size_t i = 2; i < text.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (error != std::errc() || end != text.data() + i + 2) return false;
    bytes += static_cast<char>(byte);
  }
  column.AppendText(bytes);
  return true;
}

bool IsNumeric(TypeId id) {
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64 ||
         id == TypeId::kFloat64;
}

// False: the node is no value of the type.
bool AppendValue(ColumnBuilder& column, const Field& field, const Node& node) {
  const std::string& text = node.text();
  switch (field.type.id) {
    case TypeId::kUtf8:
      column.AppendText(node.is_scalar() ? text : ToJson(node).dump());
      return true;
    case TypeId::kBinary:
      return node.is_scalar() && AppendHex(column, text);
    case TypeId::kBool:
      return config::AsBool(node) && TryAppendParsed(column, *config::AsBool(node) ? "1" : "0");
    case TypeId::kFloat64:
      if (const auto value = config::AsFloat(node)) return column.AppendFloat64(*value), true;
      [[fallthrough]];
    default:
      if (!node.is_scalar() || (node.quoted() && IsNumeric(field.type.id))) return false;
      return TryAppendParsed(column, text);
  }
}

std::string Shown(const Node& node) {
  if (!node.is_scalar()) return std::string(Describe(node.kind()));
  return (node.quoted() ? "the text " : "") + Quoted(node.text());
}

void ReadCell(ColumnBuilder& column, const Field& field, const Node* node, const config::Mark& row,
              const std::string& path, config::Findings& findings) {
  if (!node || node->is_null() || (node->is_scalar() && config::IsNull(*node))) {
    if (!field.nullable)
      findings.Error(node && node->mark().line ? node->mark() : row, "wrong-type", path,
                     "it cannot be null");
    return column.AppendNull();
  }
  if (!AppendValue(column, field, *node)) {
    findings.Error(node->mark(), "wrong-type", path,
                   fmt::format("expected {}, got {}", TypeText(field), Shown(*node)));
    return column.AppendNull();
  }
  if (field.max_chars > 0 && node->is_scalar() && CountCharacters(node->text()) > field.max_chars)
    findings.Error(node->mark(), "wrong-type", path,
                   fmt::format("{} characters are more than {} holds",
                               CountCharacters(node->text()), TypeText(field)));
}

}  // namespace

std::string TypeText(const Field& field) {
  return field.max_chars > 0 ? fmt::format("varchar({})", field.max_chars) : ToString(field.type);
}

RecordBatch ReadRows(const std::vector<Node>& rows, const Schema& schema, const std::string& path,
                     config::Findings& findings) {
  RecordBatchBuilder builder(schema);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string place = fmt::format("{}[{}]", path, i);
    for (const Node::Entry& entry : rows[i].entries())
      if (!schema.Find(entry.key))
        findings.Error(entry.key_mark, "unknown-column", place,
                       fmt::format("there is no column `{}`", entry.key),
                       config::DidYouMean(entry.key, schema.names()));
    for (int column = 0; column < schema.size(); ++column)
      ReadCell(builder.column(column), schema[column], rows[i].Find(schema[column].name),
               rows[i].mark(), place + "." + schema[column].name, findings);
  }
  return builder.Finish();
}

Schema ReadSchema(const Node& schema, const std::string& path, config::Findings& findings) {
  std::vector<Field> fields;
  for (const Node::Entry& entry : schema.entries()) {
    const Node* type = entry.value.is_mapping() ? entry.value.Find("type") : &entry.value;
    if (!type || !type->is_scalar()) {
      findings.Error(entry.key_mark, "wrong-type", path + "." + entry.key,
                     "expected a type, such as int, varchar(50) or date");
      continue;
    }
    try {
      const DeclaredType declared = ParseType(type->text());
      fields.push_back({entry.key, declared.type, true, declared.max_chars});
    } catch (const ConfigError& error) {
      findings.Error(type->mark(), "unknown-type", path + "." + entry.key, error.what(),
                     error.hint());
    }
  }
  return Schema(std::move(fields));
}

}  // namespace etl::cli
