// SPDX-License-Identifier: Apache-2.0
// The command line: verbs and options, and what an error looks like.
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/completion.h"
#include "cli/pipeline_help.h"
#include "cli/session.h"
#include "etl/error.h"
#include "plan/failure.h"

namespace etl::cli {

namespace {

using Verb = int (*)(Session&);

void AddPluginOptions(CLI::App& app, Options& options) {
  app.add_option("--plugin-dir", options.plugin_directories,
                 "Look for plugins here first (repeatable)")
      ->type_name("DIR");
}

void AddOutputOptions(CLI::App& app, Options& options) {
  app.add_flag("--json", options.json, "Print one JSON object on standard output, on failure too");
  app.add_flag("-q,--quiet", options.quiet, "Only warnings, failures and the summary");
  app.add_flag("-v,--verbose", options.verbose, "More on standard error; twice for still more");
  app.add_option("--color", options.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
}

// What a pipeline is made of.
void AddInputOptions(CLI::App& app, Options& options, const char* file) {
  app.add_option("FILE", options.pipeline, file)->type_name("");
  app.add_option("--dataset", options.datasets, "A dataset file (repeatable, later wins)")
      ->type_name("FILE");
  app.add_option("-p,--param", options.assignments, "Set a parameter (repeatable)")
      ->type_name("NAME=VALUE");
  app.add_option("--env-file", options.env_files,
                 "Read environment variables from a file (repeatable)")
      ->type_name("FILE");
}

// The options of every verb that reads a pipeline.
void AddPipelineOptions(CLI::App& app, Options& options) {
  AddInputOptions(app, options, "The pipeline file");
  app.add_option("--memory", options.memory, "Ceiling of the memory for rows, such as 64MiB")
      ->type_name("SIZE")
      ->capture_default_str();
  AddPluginOptions(app, options);
  AddOutputOptions(app, options);
}

void AddStateOption(CLI::App& app, Options& options) {
  app.add_option("--state", options.state, "Where the lock and the journal of a pipeline live")
      ->type_name("DIR")
      ->capture_default_str();
}

void AddRun(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* run = app.add_subcommand("run", "Run a pipeline: commit everything or nothing");
  AddPipelineOptions(*run, options);
  AddStateOption(*run, options);
  run->add_option(
         "--report", options.report,
         "Keep the summary in a file: JSON, text if it ends in .txt, a page with pictures if in "
         ".html")
      ->type_name("FILE");
  run->add_option("--spill-dir", options.spill,
                  "Where rows go that memory cannot hold (default $TMPDIR or /tmp)")
      ->type_name("DIR");
  run->add_option("--spill-codec", options.spill_codec,
                  "Compress these rows: auto (from 256 MiB a file on), none or lz4")
      ->check(CLI::IsMember({"auto", "none", "lz4"}))
      ->type_name("CODEC");
  run->add_option(
         "--threads", options.threads,
         "Threads that may share the reading of one file, or one sort (default: one a core)")
      ->check(CLI::Range(1, 256).description(""))
      ->type_name("N");
  run->add_option("--log-format", options.log_format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  run->add_option("--log-file", options.log_file,
                  "Append the log to a file, too: more of it, each line with the time and the run")
      ->type_name("FILE");
  run->add_flag("--dry-run", options.dry_run, "Do everything but the commit");
  run->add_flag("--full-refresh", options.full_refresh,
                "Read incremental sources whole, as if for the first time");
  run->add_flag("--profile", options.profile,
                "Tell of each step what it moved, how long it took, and the statements it sent");
  run->footer(
      "Examples:\n"
      "  etl run pipelines/users.yaml --dataset pipelines/datasets/demo.yaml\n"
      "  etl run pipelines/users.yaml --env-file .env -p match=all --report out/report.json\n"
      "  etl run pipelines/users.yaml --help      the parameters of that pipeline\n\n"
      "Exit codes: 0 done, 1 the data or an assertion says no, 2 the pipeline or the command line "
      "is wrong,\n"
      "3 the environment is (host, credentials, TLS, timeout, disk, plugin), 5 commit not complete "
      "(etl recover),\n"
      "130/143 interrupted.");
  run->final_callback([&verb] { verb = RunCommand; });
}

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

void AddOthers(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* validate = app.add_subcommand(
      "validate", "Check a pipeline without touching the network: all findings at once");
  AddPipelineOptions(*validate, options);
  validate->footer(
      "Example:\n  etl validate pipelines/users.yaml --dataset pipelines/datasets/demo.yaml");
  validate->final_callback([&verb] { verb = ValidateCommand; });

  CLI::App* explain = app.add_subcommand(
      "explain", "Show the plan: columns, order, sorts, memory, what is pushed down");
  AddPipelineOptions(*explain, options);
  explain->add_flag("--offline", options.offline, "Do not connect to the sources");
  explain
      ->add_option("--format", options.explain_format,
                   "text, json, svg (the graph) or html (the graph and what is said of each step)")
      ->check(CLI::IsMember({"text", "json", "svg", "html"}))
      ->type_name("FORMAT");
  explain->footer(
      "Examples:\n  etl explain --offline pipelines/users.yaml --dataset "
      "pipelines/datasets/demo.yaml\n"
      "  etl explain pipelines/users.yaml --env-file .env --format html > plan.html");
  explain->final_callback([&verb] { verb = ExplainCommand; });

  CLI::App* preview =
      app.add_subcommand("preview", "Show the first rows of a step; nothing is written anywhere");
  AddPipelineOptions(*preview, options);
  preview->add_option("STEP", options.step, "The step (default: the one that feeds the first sink)")
      ->type_name("");
  preview->add_option("-n,--limit", options.limit, "Rows to show")
      ->check(CLI::Range(0, 10000).description(""))
      ->type_name("N")
      ->capture_default_str();
  preview->footer(
      "Examples:\n"
      "  etl preview pipelines/users.yaml --dataset pipelines/datasets/demo.yaml\n"
      "  etl preview pipelines/users.yaml internal -n 3 --dataset pipelines/datasets/demo.yaml\n"
      "  etl preview users.yaml matched --json | jq '.rows[0]'\n\n"
      "Only the steps that STEP needs are run, and reading stops when the rows are there. No sink "
      "is "
      "opened,\nno assertion checked. ∅ is a null; exit codes are those of `etl run`.");
  preview->final_callback([&verb] { verb = PreviewCommand; });

  CLI::App* plugins =
      app.add_subcommand("plugins", "List the installed plugins, or show one with its options");
  plugins->require_subcommand(1);
  CLI::App* list = plugins->add_subcommand("list", "All components of all plugins");
  CLI::App* show = plugins->add_subcommand("show", "A plugin's components and their options");
  show->add_option("NAME", options.plugin, "The plugin, as `use:` names it")
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

  CLI::App* recover =
      app.add_subcommand("recover", "Finish or undo what runs that died left behind");
  AddInputOptions(*recover, options,
                  "Only this pipeline; sinks into a database cannot be recovered without");
  AddStateOption(*recover, options);
  AddPluginOptions(*recover, options);
  AddOutputOptions(*recover, options);
  recover->footer(
      "Examples:\n  etl recover --state .etl\n  etl recover load.yaml -p day=2026-01-31");
  recover->final_callback([&verb] { verb = RecoverCommand; });

  AddState(app, options, verb);

  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->final_callback([&verb] {
    verb = [](Session&) {
      std::printf("etl %s (plugin ABI %d.%d)\n", ETL_VERSION, ETL_ABI_MAJOR, ETL_ABI_MINOR);
      return 0;
    };
  });
}

// What tells the user, an editor or a shell how to use the others.
void AddAids(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* schema = app.add_subcommand(
      "config-schema",
      "JSON Schema of pipeline files, with the options of all plugins, for editors");
  schema->add_flag("--dataset", options.of_dataset, "Of dataset files");
  schema->add_option("--out", options.out, "Write it to a file")->type_name("FILE");
  AddPluginOptions(*schema, options);
  schema->footer(
      "Examples:\n"
      "  etl config-schema --out pipeline.schema.json\n"
      "  etl config-schema --dataset --out dataset.schema.json\n\n"
      "An editor with a YAML language server checks a file whose first line is\n"
      "  # yaml-language-server: $schema=pipeline.schema.json");
  schema->final_callback([&verb] { verb = ConfigSchemaCommand; });

  CLI::App* completion = app.add_subcommand("completion", "Print a script that completes commands");
  completion->add_option("SHELL", options.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("");
  completion->footer(
      "Examples:\n"
      "  source <(etl completion bash)      in ~/.bashrc\n"
      "  source <(etl completion zsh)       in ~/.zshrc, after compinit\n"
      "  etl completion fish | source       in config.fish");
  completion->final_callback([&verb] {
    verb = [](Session& session) {
      WriteOut(CompletionScript(session.options().shell));
      return 0;
    };
  });

  CLI::App* reference = app.add_subcommand("reference", "Write docs/reference (./dev docs)");
  reference->group("");  // hidden
  reference->add_option("DIR", options.out, "Where to")->required()->type_name("");
  AddPluginOptions(*reference, options);
  reference->final_callback([&verb] { verb = ReferenceCommand; });
}

// An error that ended the command before there was a report.
int PrintError(const Session& session, std::int32_t status, const std::string& text,
               const std::string& message) {
  const int code = plan::ExitCodeOf(status);
  if (session.options().json)
    WriteOut(nlohmann::ordered_json{
                 {"ok", false},
                 {"exit_code", code},
                 {"error", {{"code", plan::StatusName(status)}, {"message", message}}}}
                 .dump(2) +
             "\n");
  WriteErr(session.terminal().Red(text.substr(0, text.find(' '))) +
           text.substr(std::min(text.size(), text.find(' '))) + "\n");
  return code;
}

int Execute(Session& session, Verb verb) {
  try {
    return verb(session);
  } catch (const plan::StepFailure& failure) {
    return PrintError(session, failure.status, session.secrets().Mask(plan::ToString(failure)),
                      session.secrets().Mask(failure.message));
  } catch (const Error& error) {
    plan::StepFailure failure;
    failure.status = error.status();
    failure.message = session.secrets().Mask(error.what());
    failure.hint = session.secrets().Mask(error.hint());
    return PrintError(session, failure.status, plan::ToString(failure), failure.message);
  } catch (const std::bad_alloc&) {
    return PrintError(session, ETL_ENVIRONMENT_ERROR, "error[environment] out of memory",
                      "out of memory");
  }
}

// `run FILE --help` also tells the parameters of that pipeline.
void PrintHelp(const CLI::App& verb, const Options& options) {
  WriteOut(verb.help());
  if (options.pipeline.empty()) return;
  Session session(options);
  const config::LoadResult loaded = session.LoadPipeline();
  if (!loaded.config.name.empty()) WriteOut("\n" + DescribePipeline(loaded.config));
}

int UsageError(const CLI::App& app, const std::string& message) {
  const CLI::App* verb = &app;
  while (!verb->get_subcommands().empty()) verb = verb->get_subcommands().front();
  const std::string name = verb == &app ? "etl" : "etl " + verb->get_name();
  WriteErr("etl: " + message + "\nTry `" + name + " --help`.\n");
  return 2;
}

int Main(int argc, char** argv) {
  Options options;
  Verb verb = nullptr;
  CLI::App app(
      "etl runs pipelines: sources, transforms and sinks joined as ordered streams, all or "
      "nothing.",
      "etl");
  app.set_version_flag("-V,--version", fmt::format("etl {}", ETL_VERSION));
  app.require_subcommand(1);
  AddRun(app, options, verb);
  AddOthers(app, options, verb);
  AddAids(app, options, verb);
  options.app = &app;
  if (argc > 2 && std::string_view(argv[1]) == "__complete") {
    WriteOut(Complete(app, {argv + 3, argv + argc}));
    return 0;
  }
  for (CLI::App* sub : app.get_subcommands({})) sub->fallthrough(false);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* of = &app;
    while (!of->get_subcommands().empty()) of = of->get_subcommands().front();
    PrintHelp(*of, options);
    return 0;
  } catch (const CLI::CallForVersion&) {
    WriteOut(fmt::format("etl {}\n", ETL_VERSION));
    return 0;
  } catch (const CLI::ParseError& error) {
    return UsageError(app, error.what());
  }
  const bool needs_file = verb == RunCommand || verb == ValidateCommand || verb == ExplainCommand ||
                          verb == PreviewCommand;
  if (needs_file && options.pipeline.empty()) return UsageError(app, "no pipeline file was given");
  Session session(options);
  const int code = Execute(session, verb);
  if (session.hung()) {
    std::fflush(nullptr);
    _exit(code);
  }
  return code;
}

}  // namespace

}  // namespace etl::cli

int main(int argc, char** argv) {
  // Secrets must not end up in a core file, nor memory in an arena for each thread.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  mallopt(M_ARENA_MAX, 2);
  // Batches go back to the system when they are freed. Else the allocator raises its threshold and
  // keeps them: the peak was 20 MiB higher.
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
  return etl::cli::Main(argc, argv);
}
