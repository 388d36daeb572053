// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/option_text.h"
#include "cli/session.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string Notes(const plugin::Option& option) {
  std::string out = option.help;
  const auto add = [&](const std::string& note) { out += (out.empty() ? "" : " ") + note; };
  if (!option.values.empty()) add(fmt::format("[{}]", fmt::join(option.values, " | ")));
  if (option.default_text && !option.sensitive())
    add(fmt::format("(default {})", *option.default_text));
  if (option.required()) add("(required)");
  if (option.sensitive()) add("(secret)");
  if (option.binding()) add("(a dataset may set it)");
  return out;
}

std::size_t NameWidth(const std::vector<plugin::Option>& options, std::size_t indent) {
  std::size_t width = 0;
  for (const plugin::Option& option : options)
    width = std::max({width, option.name.size() + indent, NameWidth(option.fields, indent + 2)});
  return width;
}

void AppendOptions(const std::vector<plugin::Option>& options, std::size_t indent,
                   std::size_t width, std::string& out) {
  for (const plugin::Option& option : options) {
    out += fmt::format("  {:<{}}  {:<11}  {}\n", std::string(indent, ' ') + option.name, width,
                       TypeName(option.type), Notes(option));
    AppendOptions(option.fields, indent + 2, width, out);
  }
}

Json OptionsJson(const std::vector<plugin::Option>& options) {
  Json json = Json::array();
  for (const plugin::Option& option : options) {
    Json out{{"name", option.name},           {"type", TypeName(option.type)},
             {"required", option.required()}, {"sensitive", option.sensitive()},
             {"binding", option.binding()},   {"help", option.help}};
    if (option.default_text) out["default"] = *option.default_text;
    if (!option.values.empty()) out["values"] = option.values;
    if (!option.fields.empty()) out["fields"] = OptionsJson(option.fields);
    json.push_back(std::move(out));
  }
  return json;
}

Json ComponentJson(const plugin::Component& component) {
  return {{"name", component.name},          {"role", plugin::ToString(component.role)},
          {"help", component.help},          {"version", component.plugin_version},
          {"path", component.path.string()}, {"options", OptionsJson(component.options)}};
}

int PluginsListCommand(Session& session) {
  Json json = Json::array();
  int code = 0;
  for (const std::string& name : session.registry().available()) {
    try {
      for (const plugin::Component& component : session.registry().components(name)) {
        json.push_back(ComponentJson(component));
        if (!session.options().json)
          WriteOut(fmt::format("{:<18} {:<10} {:<8} {}\n", component.name,
                               plugin::ToString(component.role), component.plugin_version,
                               component.help));
      }
    } catch (const Error& error) {  // the others are listed all the same
      session.log().Write(ETL_LOG_ERROR, name, error.what());
      code = 3;
    }
  }
  if (session.options().json) WriteOut(Json{{"ok", code == 0}, {"plugins", json}}.dump(2) + "\n");
  return code;
}

// Those of the plugin, or, as several plugins may have one of the same name, those that are called
// so. Throws EnvironmentError when there is neither.
std::deque<plugin::Component> ComponentsNamed(plugin::Registry& registry, const std::string& name) {
  const std::vector<std::string> plugins = registry.available();
  std::deque<plugin::Component> found;
  if (std::ranges::find(plugins, name) == plugins.end())
    for (const std::string& plugin : plugins)
      std::ranges::copy_if(registry.components(plugin), std::back_inserter(found),
                           [&](const plugin::Component& of) { return of.name == name; });
  return found.empty() ? registry.components(name) : found;
}

int PluginsShowCommand(Session& session) {
  Json json = Json::array();
  std::string out;
  for (const plugin::Component& component :
       ComponentsNamed(session.registry(), session.options().plugin)) {
    if (session.options().markdown) {
      out += (out.empty() ? "" : "\n") + ReferencePage(component);
      continue;
    }
    json.push_back(ComponentJson(component));
    out += fmt::format("{}{} {} — {}\n  version {}, {}\n\n", out.empty() ? "" : "\n",
                       plugin::ToString(component.role), component.name, component.help,
                       component.plugin_version, component.path.string());
    AppendOptions(component.options, 0, NameWidth(component.options, 0), out);
  }
  WriteOut(session.options().json ? Json{{"ok", true}, {"plugins", json}}.dump(2) + "\n" : out);
  return 0;
}

}  // namespace

void AddPlugins(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* plugins =
      app.add_subcommand("plugins", "List the installed plugins, or show one with its options");
  plugins->require_subcommand(1);
  CLI::App* list = plugins->add_subcommand("list", "All components of all plugins");
  CLI::App* show = plugins->add_subcommand("show", "A plugin's components and their options");
  show->add_option("NAME", options.plugin, "The plugin or component, as `use:` names it")
      ->required()
      ->type_name("");
  show->add_flag("--markdown", options.markdown, "As pages of the reference");
  for (CLI::App* sub : {list, show}) {
    AddPluginOptions(*sub, options);
    AddOutputOptions(*sub, options);
  }
  plugins->footer("Examples:\n  etl plugins list\n  etl plugins show NAME");
  list->final_callback([&verb] { verb = PluginsListCommand; });
  show->final_callback([&verb] { verb = PluginsShowCommand; });
}

}  // namespace etl::cli
