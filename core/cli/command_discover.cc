// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/drafts/found_text.h"
#include "cli/drafts/source_draft.h"
#include "cli/session.h"
#include "cli/url_source.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

std::string TableNames(const plan::Found& found) {
  std::string names;
  for (const plan::FoundTable& table : found.tables) {
    if (names.size() > 300) return names + ", …";
    names += (names.empty() ? "" : ", ") + table.name;
  }
  return names;
}

// Variables that the YAML names and nobody has set yet.
void TellVariables(Session& session, const SecretReferences& secrets) {
  for (const std::string& name : secrets.made_up())
    if (!session.options().quiet)
      WriteErr(
          fmt::format("{} is to hold the secret that the URL has, which is not written\n", name));
}

int PrintYaml(Session& session, const plan::Found& found, SecretReferences& secrets) {
  if (found.tables.size() > 1)
    throw ConfigError("--yaml writes one source, and here are {} tables", found.tables.size())
        .Hint("name one with --table: " + TableNames(found));
  WriteOut(DraftText(DraftSource(found, found.tables.at(0), secrets)));
  TellVariables(session, secrets);
  return 0;
}

int DiscoverCommand(Session& session) {
  const Options& options = session.options();
  SecretReferences secrets;
  const std::string table = options.tables.empty() ? "" : options.tables.front();
  const plan::Found found = DiscoverUrl(session, 0, table, secrets);
  if (found.tables.empty()) throw DataError("nothing was found behind {}", found.place);
  if (options.yaml) return PrintYaml(session, found, secrets);
  if (options.json || options.discover_format == "json")
    WriteOut(FoundJson(found));
  else if (options.discover_format == "mermaid")
    WriteOut(FoundMermaid(found));
  else
    WriteOut(FoundText(found));
  return 0;
}

}  // namespace

void AddDiscover(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* discover = app.add_subcommand(
      "discover", "Look behind a URL or into a file: tables, columns, keys; how an API is paged");
  discover
      ->add_option("URL", options.urls,
                   "A database, the URL of an API, or a file; ${env:NAME} in it is replaced")
      ->required()
      ->expected(1)
      ->type_name("");
  discover->add_option("--table", options.tables, "Only this table")
      ->expected(1)
      ->allow_extra_args(false)
      ->type_name("NAME");
  discover->add_flag("--yaml", options.yaml,
                     "Print the source that reads it, with its schema, for a pipeline");
  discover->add_option("--format", options.discover_format, "text, json or mermaid (an erDiagram)")
      ->check(CLI::IsMember({"text", "json", "mermaid"}))
      ->type_name("FORMAT");
  AddUrlOptions(*discover, options);
  AddPluginOptions(*discover, options);
  AddOutputOptions(*discover, options);
  discover->footer(
      "Examples:\n"
      "  etl discover mysql://app@db.example:3306/shop --password-env DB_PASSWORD\n"
      "  etl discover sqlite:people.db --table user --yaml\n"
      "  etl discover 'https://api.example.com/v1/users?page=1'\n"
      "  etl discover '${env:DB_URL}' --env-file .env --format mermaid > tables.mmd");
  discover->final_callback([&verb] { verb = DiscoverCommand; });
}

}  // namespace etl::cli
