// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/command_line.h"
#include "cli/findings.h"
#include "cli/session.h"
#include "config/suggest.h"
#include "etl/error.h"
#include "etl/value_text.h"
#include "plan/planner.h"
#include "runtime/state_directory.h"
#include "runtime/state_file.h"

namespace etl::cli {

namespace {

// The pipeline may be named, or be given as its file.
std::optional<config::PipelineConfig> LoadIfFile(Session& session) {
  if (!std::filesystem::is_regular_file(session.options().pipeline)) return std::nullopt;
  config::LoadResult loaded = session.LoadPipeline();
  if (loaded.config.sources.empty())
    throw ConfigError("{} is no pipeline", session.options().pipeline)
        .Hint("`etl validate` says what is wrong with it");
  return std::move(loaded.config);
}

std::string NameOf(Session& session, const std::optional<config::PipelineConfig>& config) {
  return config ? config->name : session.options().pipeline.string();
}

void CheckStep(const plan::CursorStates& cursors, const std::string& step,
               const std::string& pipeline) {
  if (step.empty() || cursors.contains(step)) return;
  std::vector<std::string> known;
  for (const auto& [name, cursor] : cursors) known.push_back(name);
  throw ConfigError("nothing is kept of a step `{}` of {}", step, pipeline)
      .Hint(config::DidYouMean(step, known));
}

// The cursor of a step that has not been read yet, as the pipeline says it.
std::pair<plan::CursorState, Field> PlannedCursor(Session& session,
                                                  const config::PipelineConfig* config) {
  const std::string& name = session.options().step;
  if (!config)
    throw ConfigError("nothing is kept of a step `{}` yet", name)
        .Hint("name the pipeline's file, which says what its cursor is");
  config::Findings findings;
  const plan::PipelinePlan plan =
      plan::BuildPlan({config, session.memory(), false}, session.registry(), session.secrets(),
                      session.host_environment(), findings);
  for (const plan::StepPlan& step : plan.steps) {
    if (step.name() != name || !step.incremental) continue;
    const auto column = step.schema ? step.schema->Find(step.incremental->cursor) : std::nullopt;
    if (!column)
      throw ConfigError("the type of the cursor `{}` is not known", step.incremental->cursor)
          .Hint("declare it in the schema of the source");
    const Field& field = (*step.schema)[*column];
    return {{field.name, plan::CursorTypeName(field.type), {}, {}}, field};
  }
  throw ConfigError("there is no incremental source `{}`", name);
}

// As it is kept, whatever the form in which it was given.
std::string Canonical(const Field& field, const std::string& value) {
  return FormatValue(plan::ParseCursor(field, value).column(0), 0);
}

Field FieldOf(const plan::CursorState& cursor) {
  const std::size_t point = cursor.value.find('.');
  const int scale =
      point == std::string::npos ? 0 : static_cast<int>(cursor.value.size() - point - 1);
  return {cursor.column,
          cursor.type == "decimal" ? Decimal128(38, scale) : ParseType(cursor.type).type};
}

void Show(Session& session, const plan::CursorStates& cursors) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  std::string text;
  for (const auto& [step, cursor] : cursors) {
    if (!session.options().step.empty() && step != session.options().step) continue;
    json[step] = {{"column", cursor.column}, {"type", cursor.type}, {"value", cursor.value}};
    text += fmt::format("{}: {} {} {}\n", step, cursor.column, cursor.type,
                        cursor.type == "string" ? Quoted(cursor.value) : cursor.value);
  }
  if (session.options().json)
    WriteOut(json.dump(2) + "\n");
  else
    WriteOut(text.empty() ? "nothing is kept\n" : text);
}

// A word that is neither a file nor has a state is a mistake, not a pipeline that has not run.
void CheckPipeline(Session& session, const std::string& name) {
  const Options& options = session.options();
  if (std::filesystem::exists(runtime::StateDirectory::PathOf(options.state, name))) return;
  std::vector<std::string> known;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(options.state, none))
    if (entry.is_directory(none)) known.push_back(entry.path().filename());
  std::ranges::sort(known);
  std::string hint = config::DidYouMean(name, known);
  throw ConfigError("there is neither a file {} nor a state of a pipeline of that name in {}", name,
                    options.state.string())
      .Hint((hint.empty() ? "" : hint + "; ") +
            "a state lies where the pipeline was run, or in its --state");
}

int StateShowCommand(Session& session) {
  const auto config = LoadIfFile(session);
  const std::string name = NameOf(session, config);
  if (!config) CheckPipeline(session, name);
  const plan::CursorStates cursors =
      runtime::StateFile(runtime::StateDirectory::PathOf(session.options().state, name)).Read();
  CheckStep(cursors, session.options().step, name);
  Show(session, cursors);
  return 0;
}

int StateSetCommand(Session& session) {
  const auto config = LoadIfFile(session);
  const runtime::StateDirectory directory(session.options().state, NameOf(session, config));
  const runtime::StateFile file(directory.path());
  plan::CursorStates cursors = file.Read();
  const auto found = cursors.find(session.options().step);
  plan::CursorState cursor;
  if (found != cursors.end()) {
    cursor = found->second;
    cursor.dataset.reset();  // from now on it is whoever's it is set for
    cursor.value = Canonical(FieldOf(cursor), session.options().value);
  } else {
    const auto [planned, field] = PlannedCursor(session, config ? &*config : nullptr);
    cursor = planned;
    cursor.value = Canonical(field, session.options().value);
  }
  cursors[session.options().step] = cursor;
  file.Write(cursors);
  Show(session, cursors);
  return 0;
}

int StateResetCommand(Session& session) {
  const auto config = LoadIfFile(session);
  const std::string name = NameOf(session, config);
  if (!config) CheckPipeline(session, name);
  const runtime::StateDirectory directory(session.options().state, name);
  const runtime::StateFile file(directory.path());
  plan::CursorStates cursors;
  if (!session.options().step.empty()) {
    cursors = file.Read();
    CheckStep(cursors, session.options().step, name);
    cursors.erase(session.options().step);
  }
  file.Write(cursors);
  if (!session.options().quiet) Show(session, cursors);
  return 0;
}

}  // namespace

void AddState(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* state = app.add_subcommand(
      "state", "Show or change how far the incremental sources of a pipeline have been read");
  state->require_subcommand(1);
  CLI::App* show = state->add_subcommand("show", "The last value of each cursor");
  CLI::App* set = state->add_subcommand("set", "Read from another value on in the next run");
  CLI::App* reset = state->add_subcommand("reset", "Read everything in the next run");
  for (CLI::App* sub : {show, set, reset}) {
    sub->add_option("PIPELINE", options.pipeline, "The pipeline's file or name")
        ->required()
        ->type_name("");
    auto* step = sub->add_option("STEP", options.step, "The source")->type_name("");
    if (sub == set) {
      step->required();
      sub->add_option("VALUE", options.value, "The cursor's last value")->required()->type_name("");
    }
    AddStateOption(*sub, options);
    AddPluginOptions(*sub, options);
    AddOutputOptions(*sub, options);
  }
  state->footer(
      "Examples:\n"
      "  etl state show stocks_load\n"
      "  etl state set stocks_load prices 2023-06-02\n"
      "  etl state reset stocks_load prices");
  show->final_callback([&verb] { verb = StateShowCommand; });
  set->final_callback([&verb] { verb = StateSetCommand; });
  reset->final_callback([&verb] { verb = StateResetCommand; });
}

}  // namespace etl::cli
