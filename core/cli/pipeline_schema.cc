// SPDX-License-Identifier: Apache-2.0
#include "cli/pipeline_schema.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "cli/option_schema.h"
#include "cli/step_keys_schema.h"
#include "cli/test_schema.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;
using plugin::Component;
using Components = std::vector<const Component*>;

constexpr const char* kName = "^[A-Za-z_][A-Za-z0-9_]*$";
constexpr std::pair<const char*, etl_role> kSections[] = {
    {"sources", ETL_SOURCE}, {"transforms", ETL_TRANSFORM}, {"sinks", ETL_SINK}};

// A mapping of names to `values`.
Json Named(const char* description, Json values) {
  return {{"description", description},
          {"type", "object"},
          {"patternProperties", {{kName, std::move(values)}}},
          {"additionalProperties", false}};
}

// Several options of one name: any of what they allow.
Json Union(const std::vector<const std::vector<plugin::Option>*>& lists, bool binding_only) {
  std::map<std::string, Json> schemas;
  for (const auto* options : lists) {
    for (const plugin::Option& option : *options) {
      if (option.type == ETL_OPTION_CONNECTION || (binding_only && !option.binding())) continue;
      Json& any = schemas[option.name]["anyOf"];
      const Json schema = OptionSchema(option);
      if (std::ranges::find(any, schema) == any.end()) any.push_back(schema);
    }
  }
  Json properties = Json::object();
  for (auto& [name, schema] : schemas)
    properties[name] = schema["anyOf"].size() == 1 ? schema["anyOf"][0] : schema;
  return properties;
}

Json Params() {
  Json any = Json::array({Ref("text"), {{"type", "null"}}});
  any.push_back({{"type", "array"}, {"items", Ref("text")}});
  Json param{{"type", "object"}, {"additionalProperties", false}};
  param["properties"] = {
      {"type", {{"enum", {"string", "int", "float", "bool", "date", "path", "list"}}}},
      {"default",
       {{"description", "Its value where nobody sets it; without one it must be set"},
        {"anyOf", any}}},
      {"sensitive", {{"description", "Never shown"}, {"type", "boolean"}}},
      {"values",
       {{"description", "The values it may have"}, {"type", "array"}, {"items", Ref("text")}}},
      {"help", Ref("text")},
      {"description", Ref("text")}};
  return Named("Parameters: -p NAME=VALUE, a dataset, or ETL_PARAM_NAME sets them", param);
}

Json Inputs(const Component& component) {
  Json list{{"type", "array"},
            {"items", {{"type", "string"}}},
            {"minItems", std::max<std::size_t>(component.min_inputs, 1)}};
  if (component.max_inputs < 1000) list["maxItems"] = component.max_inputs;
  list["description"] = "The steps that it reads";
  if (component.min_inputs > 1) return list;
  return {{"description", "The step that it reads"}, {"anyOf", {{{"type", "string"}}, list}}};
}

bool TakesConnection(const Component& component) {
  return component.FindOption("connection") != nullptr;
}

// A step with `use: this component`.
Json StepOf(const Component& component) {
  Json step = OptionsSchema(component.options, true);
  Json properties{{"use", {{"const", component.name}}}};
  properties.update(StepKeys(component.role));
  if (component.role != ETL_SOURCE) properties["from"] = Inputs(component);
  if (!TakesConnection(component)) properties.erase("connection");
  for (const auto& [name, schema] : step["properties"].items())
    if (!properties.contains(name)) properties[name] = schema;
  step["properties"] = properties;
  step["description"] = component.help;
  if (component.role != ETL_SOURCE) step["required"].push_back("from");
  return step;
}

// A step whose plugin the connection's scheme names: of all that take a connection.
Json ConnectedStep(const Components& components, etl_role role) {
  std::vector<const std::vector<plugin::Option>*> lists;
  for (const Component* component : components)
    if (component->role == role && TakesConnection(*component))
      lists.push_back(&component->options);
  Json properties{{"use", Ref("reference")}};
  properties.update(StepKeys(role));
  if (role != ETL_SOURCE) properties["from"] = true;
  const Json options = Union(lists, false);
  for (const auto& [name, schema] : options.items())
    if (!properties.contains(name)) properties[name] = schema;
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

std::string DefinitionName(const Component& component) {
  const std::string of = component.name == component.plugin_name ? "" : component.plugin_name + ".";
  return std::string(plugin::ToString(component.role)) + "." + of + component.name;
}

// What `use: name` means: one component, or that of whichever plugin the connection's scheme names.
Json Variants(const Components& components, etl_role role, const std::string& name) {
  Json any = Json::array();
  for (const Component* component : components)
    if (component->role == role && component->name == name)
      any.push_back(Ref(DefinitionName(*component)));
  return any.size() == 1 ? any[0] : Json{{"anyOf", any}};
}

// One step of a section: what its `use` says decides what else may be there.
Json Step(const Components& components, etl_role role) {
  Json cases = Json::array(), known = Json::array();
  for (const Component* component : components) {
    if (component->role != role ||
        std::find(known.begin(), known.end(), Json(component->name)) != known.end())
      continue;
    known.push_back(component->name);
    cases.push_back(
        {{"if", {{"properties", {{"use", {{"const", component->name}}}}}, {"required", {"use"}}}},
         {"then", Variants(components, role, component->name)}});
  }
  cases.push_back({{"if", {{"properties", {{"use", {{"enum", known}}}}}, {"required", {"use"}}}},
                   {"else", ConnectedStep(components, role)}});
  Json required = Json::array();
  if (role != ETL_SOURCE) required.push_back("from");
  Json step{{"type", "object"},
            {"properties",
             {{"use",
               {{"description", "The plugin"}, {"anyOf", {{{"enum", known}}, Ref("reference")}}}}}},
            {"anyOf", {{{"required", {"use"}}}, {{"required", {"connection"}}}}},
            {"allOf", cases}};
  if (!required.empty()) step["required"] = required;
  return step;
}

// A connection: of the plugin that its scheme names, or else of any.
Json Connection(const Components& components) {
  std::vector<const std::vector<plugin::Option>*> lists;
  std::string schemes;
  Json cases = Json::array();
  for (const Component* component : components) {
    const plugin::Option* option = component->FindOption("connection");
    if (!option) continue;
    lists.push_back(&option->fields);
    const std::string scheme = "^" + component->plugin_name + ":";
    const Json of_scheme{{"properties", {{"url", {{"type", "string"}, {"pattern", scheme}}}}},
                         {"required", {"url"}}};
    const bool again =
        std::ranges::any_of(cases, [&](const Json& c) { return c["if"] == of_scheme; });
    if (again) continue;
    cases.push_back({{"if", of_scheme}, {"then", OptionsSchema(option->fields, false)}});
  }
  Json any{
      {"type", "object"}, {"properties", Union(lists, false)}, {"additionalProperties", false}};
  any["properties"]["url"] = Ref("text");
  if (!cases.empty()) any["allOf"] = cases;
  return any;
}

Json Root(const char* title, Json properties) {
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", title},
          {"description", "Written by `etl config-schema`."},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

Json Texts() {
  return {{"version", {{"description", "Of the format"}, {"const", 1}}},
          {"name", Ref("text")},
          {"description", Ref("text")}};
}

}  // namespace

Json PipelineSchema(const Components& components) {
  Json properties = Texts();
  properties["params"] = Params();
  properties["connections"] =
      Named("Where the data lives; steps share them", Connection(components));
  static constexpr const char* kHelp[] = {"Steps that give rows", "Steps that change rows",
                                          "Steps that keep rows"};
  for (std::size_t i = 0; i < std::size(kSections); ++i) {
    const auto& [section, role] = kSections[i];
    properties[section] = Named(kHelp[i], Step(components, role));
    if (role != ETL_TRANSFORM) properties[section]["minProperties"] = 1;
  }
  properties["tests"] = TestsSchema();
  Json root = Root("etl pipeline", std::move(properties));
  root["required"] = {"version", "sources", "sinks"};
  root["$defs"] = ScalarDefinitions();
  root["$defs"].update(StepKeyDefinitions());
  for (const Component* component : components)
    root["$defs"][DefinitionName(*component)] = StepOf(*component);
  return root;
}

Json DatasetSchema(const Components& components) {
  Json properties = Texts();
  Json value{{"anyOf", {Ref("text"), {{"type", "array"}, {"items", Ref("text")}}}}};
  properties["params"] = Named("Values of the pipeline's parameters", std::move(value));
  properties["connections"] =
      Named("Over those of the pipeline, key by key", Connection(components));
  for (const auto& [section, role] : kSections) {
    std::vector<const std::vector<plugin::Option>*> lists;
    for (const Component* component : components)
      if (component->role == role) lists.push_back(&component->options);
    properties[section] = Named(
        "Options of the pipeline's steps that say where the data is",
        {{"type", "object"}, {"properties", Union(lists, true)}, {"additionalProperties", false}});
  }
  Json root = Root("etl dataset", std::move(properties));
  root["$defs"] = ScalarDefinitions();
  return root;
}

Json TestFileSchema() {
  Json properties{
      {"version", {{"description", "Of the format"}, {"const", 1}}},
      {"description", Ref("text")},
      {"pipeline",
       {{"description", "The pipeline, from this folder on (default: x.yaml for x.test.yaml)"},
        {"type", "string"}}},
      {"tests", TestsSchema()}};
  properties["tests"]["minItems"] = 1;
  Json root = Root("etl tests", std::move(properties));
  root["required"] = {"tests"};
  root["$defs"] = ScalarDefinitions();
  return root;
}

}  // namespace etl::cli
