// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include "cli/session.h"

namespace etl::cli {

void AddPluginOptions(CLI::App& app, Options& options) {
  app.add_option("--plugin-dir", options.plugin_directories,
                 "Look for plugins here first (repeatable)")
      ->allow_extra_args(false)
      ->type_name("DIR");
}

void AddOutputOptions(CLI::App& app, Options& options) {
  app.add_flag("--json", options.json, "Print one JSON object on standard output, on failure too");
  app.add_flag("-q,--quiet", options.quiet,
               "Only warnings, failures and the summary; twice: no summary of what went well");
  app.add_flag("-v,--verbose", options.verbose,
               "On standard error, too: begin and end of a run; twice: what each step did");
  app.add_option("--color", options.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
}

// What a pipeline is made of.
void AddInputOptions(CLI::App& app, Options& options, const char* file) {
  app.add_option("FILE", options.pipeline, file)->type_name("");
  app.add_option("--dataset", options.datasets, "A dataset file (repeatable, later wins)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("-p,--param", options.assignments, "Set a parameter (repeatable)")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  app.add_option("--env-file", options.env_files,
                 "Read environment variables from a file (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE");
}

// The options of every verb that reads a pipeline.
void AddPipelineOptions(CLI::App& app, Options& options) {
  app.parse_complete_callback([&options] { options.needs_pipeline = true; });
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

}  // namespace etl::cli
