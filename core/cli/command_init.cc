// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/components.h"
#include "cli/drafts/pipeline_draft.h"
#include "cli/pipeline_schema.h"
#include "cli/session.h"
#include "cli/url_source.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

constexpr const char* kSchemaFile = "pipeline.schema.json";

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file)
    throw EnvironmentError("cannot write {}: {}", path.string(), std::string(std::strerror(errno)));
}

bool IsUsable(const plan::FoundTable& table) {
  return std::ranges::any_of(table.columns,
                             [](const auto& column) { return !column.type.empty(); });
}

std::size_t CommonCount(const plan::FoundTable& left, const plan::FoundTable& right) {
  const JoinGuess guess = GuessJoin(left, right);
  return guess.left.size() + guess.others.size();
}

// The tables to read, one of each URL: those that have most in common with the other's, of one
// alone the largest.
std::vector<plan::FoundTable*> ChooseTables(std::vector<plan::Found>& found) {
  std::vector<plan::FoundTable*> best(found.size(), nullptr);
  std::size_t common = 0;
  for (plan::FoundTable& left : found[0].tables) {
    if (!IsUsable(left)) continue;
    if (found.size() == 1) {
      if (!best[0] || left.rows > best[0]->rows) best[0] = &left;
      continue;
    }
    for (plan::FoundTable& right : found[1].tables) {
      if (!IsUsable(right)) continue;
      const std::size_t count = CommonCount(left, right);
      if (!best[0] || count > common) best = {&left, &right}, common = count;
    }
  }
  if (!best[0])
    throw DataError("no table has a column whose type is known").Hint("see them with etl discover");
  return best;
}

void NoteOthers(const plan::Found& found, plan::FoundTable& chosen) {
  if (found.tables.size() < 2) return;
  std::string others;
  for (const plan::FoundTable& table : found.tables) {
    if (&table == &chosen) continue;
    if (others.size() > 200) {
      others += ", …";
      break;
    }
    others += (others.empty() ? "" : ", ") + table.name;
  }
  chosen.notes.push_back("there are also: " + others + " (etl init --table NAME takes another)");
}

std::filesystem::path TargetOf(const Options& options, const std::string& name) {
  std::filesystem::path path =
      options.out.empty() ? std::filesystem::path(name + ".yaml") : options.out;
  if (path == "-") return path;
  std::error_code error;
  if (!options.force && std::filesystem::exists(std::filesystem::symlink_status(path, error)))
    throw ConfigError("{} is there already", path.string())
        .Hint("--out FILE writes another one, --force replaces it");
  return path;
}

// Beside the pipeline, for the editor. Whatever is there stays.
void WriteSchema(Session& session, const std::filesystem::path& pipeline) {
  const std::filesystem::path path = pipeline.parent_path() / kSchemaFile;
  if (std::filesystem::exists(path)) return;
  WriteFile(path, PipelineSchema(AllComponents(session.registry())).dump(1) + "\n");
}

// What was written, and what is left to do.
void TellNext(Session& session, const std::filesystem::path& path, const JoinGuess& join,
              const SecretReferences& secrets) {
  if (session.options().json) {
    WriteOut(nlohmann::ordered_json{{"ok", true},
                                    {"file", path.string()},
                                    {"keys", join.left},
                                    {"why", join.why},
                                    {"variables", secrets.made_up()}}
                 .dump(2) +
             "\n");
    return;
  }
  if (session.options().quiet) return;
  std::string text = fmt::format("wrote {}", path.string());
  if (!join.left.empty())
    text += fmt::format(": joined by {} ({})", fmt::join(join.left, ", "), join.why);
  for (const std::string& name : secrets.made_up())
    text += fmt::format("\n{} is to hold the secret that the URL has, which is not written", name);
  std::string arguments = path.string();
  for (const std::filesystem::path& file : session.options().env_files)
    arguments += " --env-file " + file.string();
  WriteErr(text + fmt::format("\nnext: etl validate --connect {0}, etl preview {0}, etl run {0}\n",
                              arguments));
}

int InitCommand(Session& session) {
  const Options& options = session.options();
  SecretReferences secrets;
  std::vector<plan::Found> found;
  for (std::size_t i = 0; i < options.urls.size(); ++i)
    found.push_back(DiscoverUrl(
        session, i, i < options.tables.size() && options.tables[i] != "-" ? options.tables[i] : "",
        secrets));
  const std::vector<plan::FoundTable*> tables = ChooseTables(found);
  PipelineRequest request;
  for (std::size_t i = 0; i < found.size(); ++i) {
    NoteOthers(found[i], *tables[i]);
    request.places.push_back(found[i].place);
    request.sources.push_back(DraftSource(found[i], *tables[i], secrets));
    request.name += (i ? "_" : "") + request.sources.back().name;
  }
  if (found.size() == 2)
    request.join = options.keys.empty() ? GuessJoin(*tables[0], *tables[1])
                                        : ChooseJoin(*tables[0], *tables[1], options.keys);
  else if (!options.keys.empty())
    throw ConfigError("--key names the keys of a join, which takes two URLs");
  const std::filesystem::path path = TargetOf(options, request.name);
  request.file = path == "-" ? request.name + ".yaml" : path.string();
  request.schema = kSchemaFile;
  const JoinGuess join = request.join;
  const std::string text = DraftPipeline(std::move(request));
  if (path == "-") {
    WriteOut(text);
    return 0;
  }
  WriteFile(path, text);
  WriteSchema(session, path);
  TellNext(session, path, join, secrets);
  return 0;
}

}  // namespace

void AddInit(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* init = app.add_subcommand(
      "init", "Write a pipeline to start from: what lies behind one URL, or the join of two");
  init->add_option("URL", options.urls, "One or two, as for discover")
      ->required()
      ->expected(1, 2)
      ->type_name("");
  init->add_option("--out", options.out,
                   "Write it there; - is standard output. Without it: NAME.yaml")
      ->type_name("FILE");
  init->add_flag("--force", options.force, "Replace a file that is there");
  init->add_option("--table", options.tables,
                   "Table to read (repeatable, in the order of the URLs; - for any)")
      ->allow_extra_args(false)
      ->type_name("NAME");
  init->add_option("--key", options.keys, "Columns to join by, instead of guessed ones")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME,...");
  AddUrlOptions(*init, options);
  AddPluginOptions(*init, options);
  AddOutputOptions(*init, options);
  init->footer(
      "Examples:\n"
      "  etl init mysql://app@db.example/shop https://api.example.com/v1/users --out users.yaml\n"
      "  etl init people.csv\n"
      "  etl init '${env:DB_URL}' orders.csv --table orders --key order_id --env-file .env");
  init->final_callback([&verb] { verb = InitCommand; });
}

}  // namespace etl::cli
