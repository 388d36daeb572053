// SPDX-License-Identifier: Apache-2.0
#include "cli/usage.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string_view>
#include <vector>

#include "cli/terminal.h"
#include "config/suggest.h"

namespace etl::cli {

namespace {

const CLI::App& ChosenVerb(const CLI::App& app, std::string& name) {
  const CLI::App* verb = &app;
  name = "etl";
  while (!verb->get_subcommands().empty()) {
    verb = verb->get_subcommands().front();
    name += " " + verb->get_name();
  }
  return *verb;
}

std::vector<std::string> CommandsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({}))
    if (!sub->get_group().empty()) names.push_back(sub->get_name());
  return names;
}

const CLI::App* FindCommand(const CLI::App& app, std::string_view name) {
  for (const CLI::App* sub : app.get_subcommands({}))
    if (sub->get_name() == name) return sub;
  return nullptr;
}

// "; did you mean `run`?", or nothing.
std::string Near(std::string_view word, const std::vector<std::string>& names) {
  const auto closest = config::Closest(word, names);
  return closest ? fmt::format("; did you mean `{}`?", *closest) : "";
}

int Complain(const std::string& name, const std::string& message) {
  WriteErr("etl: " + message + "\nTry `" + name + " --help`.\n");
  return 2;
}

}  // namespace

int UsageError(const CLI::App& app, const std::string& message) {
  std::string name;
  ChosenVerb(app, name);
  return Complain(name, message);
}

std::optional<int> CheckCommand(const CLI::App& app, int argc, char** argv) {
  const CLI::App* verb = &app;
  std::string name = "etl";
  for (int i = 1; !CommandsOf(*verb).empty(); ++i) {
    const std::vector<std::string> names = CommandsOf(*verb);
    const std::string list = fmt::format("\n  commands: {}", fmt::join(names, ", "));
    if (i >= argc) return Complain(name, "no command was given" + list);
    const std::string word = argv[i];
    if (word.starts_with('-')) return std::nullopt;
    verb = FindCommand(*verb, word);
    if (!verb)
      return Complain(name,
                      fmt::format("there is no command `{}`{}{}", word, Near(word, names), list));
    name += " " + word;
  }
  return std::nullopt;
}

std::string UnexpectedWords(const CLI::App& app) {
  std::string name;
  const CLI::App& verb = ChosenVerb(app, name);
  const std::vector<std::string> words = app.remaining(true);
  for (const std::string& word : words) {
    if (!word.starts_with('-')) continue;
    std::vector<std::string> known;
    for (const CLI::Option* option : verb.get_options())
      for (const std::string& of : option->get_lnames()) known.push_back("--" + of);
    return fmt::format("`{}` has no option `{}`{}", name, word,
                       Near(word.substr(0, word.find('=')), known));
  }
  return fmt::format("`{}` takes no further argument: `{}`", name, fmt::join(words, "`, `"));
}

}  // namespace etl::cli
