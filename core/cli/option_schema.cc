// SPDX-License-Identifier: Apache-2.0
#include "cli/option_schema.h"

#include <cctype>
#include <string_view>

#include "config/scalar.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

// An unescaped ${.
constexpr const char* kReference = "(^|[^$])\\$\\{";

const char* DefinitionOf(etl_option_type type) {
  switch (type) {
    case ETL_OPTION_INT:
      return "int";
    case ETL_OPTION_FLOAT:
      return "float";
    case ETL_OPTION_BOOL:
      return "bool";
    case ETL_OPTION_DURATION:
      return "duration";
    case ETL_OPTION_BYTES:
      return "bytes";
    case ETL_OPTION_EXPRESSION:
      return "expression";
    case ETL_OPTION_SQL:
      return "sql";
    case ETL_OPTION_SCHEMA:
      return "schema";
    case ETL_OPTION_PATH:
      return "path";
    default:
      return "text";
  }
}

// YAML reads `true` and `7` as other types than text, a value that is spelt so may be written so.
Json ValueOf(const std::string& text) {
  if (const auto value = config::ParseBool(text)) return *value;
  if (const auto value = config::ParseInt(text)) return *value;
  return text;
}

Json OneOf(const std::vector<std::string>& values) {
  Json list = Json::array();
  for (const std::string& value : values) {
    list.push_back(value);
    if (const Json typed = ValueOf(value); !typed.is_string()) list.push_back(typed);
  }
  return {{"anyOf", {{{"enum", list}}, Ref("reference")}}};
}

Json MappingOf(Json values) { return {{"type", "object"}, {"additionalProperties", values}}; }

Json TypeSchema(const plugin::Option& option) {
  const Json text = option.values.empty() ? Ref("text") : OneOf(option.values);
  switch (option.type) {
    case ETL_OPTION_LIST:
      return {{"anyOf", {text, {{"type", "array"}, {"items", text}}}}};
    case ETL_OPTION_MAP:
      return MappingOf(text);
    case ETL_OPTION_EXPRESSION_MAP:
      return MappingOf(Ref("expression"));
    case ETL_OPTION_OBJECT:
      return OptionsSchema(option.fields, true);
    case ETL_OPTION_CONNECTION:
      return {{"type", "string"}};
    default:
      return option.values.empty() ? Ref(DefinitionOf(option.type)) : text;
  }
}

// "int" in any case of letters: "[iI][nN][tT]".
std::string AnyCase(std::string_view word) {
  std::string out;
  for (const char c : word) {
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    out += upper == c ? std::string(1, c) : std::string{'[', c, upper, ']'};
  }
  return out;
}

std::string TypePattern() {
  std::string plain, sized;
  for (const char* name : {"bool",
                           "boolean",
                           "int",
                           "integer",
                           "int32",
                           "smallint",
                           "bigint",
                           "int64",
                           "ubigint",
                           "uint64",
                           "bigint +unsigned",
                           "double",
                           "float",
                           "float64",
                           "real",
                           "string",
                           "text",
                           "utf8",
                           "json",
                           "binary",
                           "blob",
                           "date",
                           "timestamp",
                           "datetime",
                           "timestamptz",
                           "time",
                           "duration"})
    plain += (plain.empty() ? "" : "|") + AnyCase(name);
  for (const char* name : {"varchar", "char"})
    sized += (sized.empty() ? "" : "|") + AnyCase(name) + " *\\( *[1-9][0-9]* *\\)";
  for (const char* name : {"decimal", "numeric"})
    sized += "|" + AnyCase(name) + " *\\( *[1-9][0-9]? *(, *[0-9]{1,2} *)?\\)";
  return "^ *(" + plain + "|" + sized + ") *$";
}

Json Texts(const char* description) {
  return {{"description", description}, {"type", {"string", "number", "boolean"}}};
}

Json OrReference(Json type) { return {{"anyOf", {std::move(type), Ref("reference")}}}; }

Json WithUnit(const char* units, const char* description, bool bare) {
  Json text{{"type", "string"},
            {"pattern", std::string("^[0-9]*\\.?[0-9]+ *(") + units + ")$|^0+$"}};
  Json number{{"type", "number"}};
  if (bare)
    number["minimum"] = 0;
  else
    number["const"] = 0;
  return {{"description", description}, {"anyOf", {text, number, Ref("reference")}}};
}

}  // namespace

Json Ref(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

Json OptionSchema(const plugin::Option& option) {
  Json out = Json::object();
  std::string help = option.help;
  const auto add = [&](const char* note) { help += (help.empty() ? "" : " ") + std::string(note); };
  if (option.required()) add("(required)");
  if (option.sensitive()) add("(secret)");
  if (option.binding()) add("(a dataset may set it)");
  if (!help.empty()) out["description"] = help;
  if (option.default_text && !option.sensitive()) {
    const bool scalar = option.type == ETL_OPTION_INT || option.type == ETL_OPTION_BOOL;
    out["default"] = scalar ? ValueOf(*option.default_text) : Json(*option.default_text);
  }
  out.update(TypeSchema(option));
  return out;
}

Json OptionsSchema(const std::vector<plugin::Option>& options, bool all_there) {
  Json properties = Json::object(), required = Json::array();
  for (const plugin::Option& option : options) {
    properties[option.name] = OptionSchema(option);
    if (all_there && option.required() && !option.binding()) required.push_back(option.name);
  }
  Json out{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = required;
  return out;
}

Json ScalarDefinitions() {
  Json expression{{"description", "An expression; a parameter in it is $name"},
                  {"type", {"string", "number", "boolean"}},
                  {"not", {{"type", "string"}, {"pattern", kReference}}}};
  Json sql = expression;
  sql["description"] = "SQL; a parameter in it is :name";
  sql["type"] = "string";
  const Json type = OrReference({{"type", "string"}, {"pattern", TypePattern()}});
  const Json column{
      {"anyOf",
       {type,
        {{"type", "object"},
         {"properties", {{"type", type}, {"optional", Ref("bool")}, {"path", Ref("text")}}},
         {"required", {"type"}},
         {"additionalProperties", false}}}}};
  return {
      {"reference",
       {{"description", "The value of a parameter or of the environment: ${name}, ${env:NAME}"},
        {"type", "string"},
        {"pattern", kReference}}},
      {"text", Texts("A text")},
      {"path", Texts("A path, relative to the working directory")},
      {"int", OrReference({{"type", "integer"}})},
      {"float", OrReference({{"type", "number"}})},
      {"bool", OrReference({{"type", "boolean"}})},
      {"duration", WithUnit("ms|s|sec|min|m|h|d", "A duration: 500ms, 30s, 5min or 2h", false)},
      {"bytes", WithUnit("|B|kB|KB|MB|GB|KiB|K|MiB|M|GiB|G", "A size: 512, 64kB or 16MiB", true)},
      {"expression", expression},
      {"sql", sql},
      {"schema",
       {{"description",
         "Columns and their types: int, bigint, double, decimal(p,s), string, "
         "varchar(n), bool, date, timestamp, timestamptz, time, binary, json"},
        {"type", "object"},
        {"minProperties", 1},
        {"additionalProperties", column}}}};
}

}  // namespace etl::cli
