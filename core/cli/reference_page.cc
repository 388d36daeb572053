// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "cli/option_text.h"

namespace etl::cli {

namespace {

using plugin::Option;

// Text in a cell of a table.
std::string Cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '_') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string Code(std::string_view text) {
  std::string out = "`";
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out + "`";
}

std::string TypeCell(const Option& option) {
  if (option.values.empty()) return TypeName(option.type);
  std::string out;
  for (const std::string& value : option.values) out += (out.empty() ? "" : ", ") + Code(value);
  return option.type == ETL_OPTION_LIST ? "list of " + out : out;
}

std::string DefaultCell(const Option& option) {
  if (option.required()) return "required";
  if (!option.default_text || option.sensitive()) return "";
  return option.default_text->empty() ? "`\"\"`" : Code(*option.default_text);
}

std::string HelpCell(const Option& option) {
  std::string out = Cell(option.help);
  const auto add = [&](const char* note) { out += (out.empty() ? "" : " ") + std::string(note); };
  if (option.sensitive()) add("Secret.");
  if (option.binding()) add("A dataset may set it.");
  return out;
}

void AppendRows(const std::vector<Option>& options, const std::string& prefix, std::string& out) {
  for (const Option& option : options) {
    const std::string name = prefix + option.name;
    out += fmt::format("| `{}` | {} | {} | {} |\n", name, TypeCell(option), DefaultCell(option),
                       HelpCell(option));
    AppendRows(option.fields, name + ".", out);
  }
}

const char* SampleOf(etl_option_type type) {
  switch (type) {
    case ETL_OPTION_LIST:
      return "[...]";
    case ETL_OPTION_MAP:
    case ETL_OPTION_OBJECT:
    case ETL_OPTION_SCHEMA:
    case ETL_OPTION_EXPRESSION_MAP:
      return "{...}";
    default:
      return "...";
  }
}

std::string Example(const plugin::Component& component) {
  std::string out = fmt::format("```yaml\n{}s:\n  NAME:\n    use: {}\n",
                                plugin::ToString(component.role), component.name);
  if (component.role != ETL_SOURCE)
    out += component.min_inputs > 1 ? "    from: [STEP, STEP]\n" : "    from: STEP\n";
  for (const Option& option : component.options)
    if (option.required())
      out +=
          fmt::format("    {}: {}\n", option.name,
                      option.type == ETL_OPTION_CONNECTION ? "CONNECTION" : SampleOf(option.type));
  return out + "```\n";
}

}  // namespace

const char* TypeName(etl_option_type type) {
  switch (type) {
    case ETL_OPTION_INT:
      return "int";
    case ETL_OPTION_FLOAT:
      return "float";
    case ETL_OPTION_BOOL:
      return "bool";
    case ETL_OPTION_PATH:
      return "path";
    case ETL_OPTION_DURATION:
      return "duration";
    case ETL_OPTION_BYTES:
      return "size";
    case ETL_OPTION_LIST:
      return "list";
    case ETL_OPTION_MAP:
      return "mapping";
    case ETL_OPTION_OBJECT:
      return "object";
    case ETL_OPTION_SCHEMA:
      return "schema";
    case ETL_OPTION_CONNECTION:
      return "connection";
    case ETL_OPTION_SQL:
      return "sql";
    case ETL_OPTION_EXPRESSION:
      return "expression";
    case ETL_OPTION_EXPRESSION_MAP:
      return "expressions";
    default:
      return "string";
  }
}

std::string ReferenceName(const plugin::Component& component) {
  return component.name == component.plugin_name
             ? component.name
             : fmt::format("{} of {}", component.name, component.plugin_name);
}

std::string ReferenceFile(const plugin::Component& component) {
  const bool own = component.name == component.plugin_name;
  return fmt::format("{}{}-{}.md", own ? "" : component.plugin_name + "-", component.name,
                     plugin::ToString(component.role));
}

std::string ReferencePage(const plugin::Component& component) {
  std::string out =
      fmt::format("# {} ({})\n\n{}\n\n{}\n", ReferenceName(component),
                  plugin::ToString(component.role), component.help, Example(component));
  if (!component.options.empty()) {
    out += "| Option | Type | Default | |\n|---|---|---|---|\n";
    AppendRows(component.options, "", out);
    out += "\n";
  }
  out += fmt::format(
      "Guarantees, limits and examples: [plugins/{0}](../../plugins/{0}/README.md). Keys that "
      "every "
      "step has: [the\npipeline file](../pipeline-file.md). This page is written by `./dev "
      "docs`.\n",
      component.plugin_name);
  return out;
}

}  // namespace etl::cli
