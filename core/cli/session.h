// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/log.h"
#include "cli/terminal.h"
#include "config/load.h"
#include "config/secrets.h"
#include "plan/step_host.h"
#include "plugin/registry.h"

namespace CLI {
class App;
}

namespace etl::cli {

// What the command line says, for all verbs.
struct Options {
  std::filesystem::path pipeline;
  std::vector<std::filesystem::path> datasets, env_files, plugin_directories;
  std::vector<std::string> assignments;
  std::string memory = "64MiB", color = "auto", log_format = "text", explain_format = "text",
              spill_codec = "auto";
  std::filesystem::path state = ".etl", spill, report, log_file, out;
  std::vector<std::string> urls, tables, password_variables, source_options,
      keys;  // of `discover`, `init`
  std::string discover_format = "text";
  std::string plugin;       // of `plugins show`
  std::string shell;        // of `completion`
  std::string step, value;  // of `state`, `preview`; there empty: the one that feeds the first sink
  std::vector<std::filesystem::path> files;  // of `test`
  std::filesystem::path record, replay;      // of `run`
  std::vector<std::string> masked;           // of `run`
  std::filesystem::path junit;               // of `test`
  std::string pattern;                       // of `test`
  std::int64_t limit = 10;                   // rows of `preview`
  bool needs_pipeline = false;               // the verb does: see AddPipelineOptions
  bool json = false, offline = false, dry_run = false, profile = false, full_refresh = false,
       help = false, markdown = false, of_dataset = false, of_tests = false, yaml = false,
       force = false, connect = false;
  const CLI::App* app = nullptr;  // of `reference`
  int verbose = 0, quiet = 0, threads = 0;
};

// The things that a verb works with. Lives for one command.
class Session {
 public:
  explicit Session(const Options& options);

  const Options& options() const { return options_; }
  const Terminal& terminal() const { return terminal_; }
  Log& log() { return log_; }
  config::Secrets& secrets() { return secrets_; }
  // Finds the plugin directories. Throws ConfigError, EnvironmentError.
  plugin::Registry& registry();
  const plan::HostEnvironment& host_environment() const { return environment_; }

  config::LoadRequest LoadRequest() const;
  config::LoadResult LoadPipeline();
  // `--memory` in bytes. Throws ConfigError.
  std::int64_t memory() const;

  // A thread is still in a plugin: when all is said, the process ends with _exit, because
  // destroying anything under that thread would crash.
  void SetHung() { hung_ = true; }
  bool hung() const { return hung_; }

 private:
  Options options_;
  Terminal terminal_;
  Log log_;
  config::Secrets secrets_;
  plan::HostEnvironment environment_;
  std::unique_ptr<plan::StepHost> scan_host_;
  std::unique_ptr<plugin::Loader> loader_;
  std::unique_ptr<plugin::Registry> registry_;
  bool hung_ = false;
};

}  // namespace etl::cli
