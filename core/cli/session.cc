// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <cstdlib>
#include <ctime>

#include "etl/error.h"
#include "plan/quantity.h"
#include "plugin/directories.h"

namespace etl::cli {

namespace {

Color ColorOf(const std::string& name) {
  if (name == "always") return Color::kAlways;
  return name == "never" ? Color::kNever : Color::kAuto;
}

etl_log_level LevelOf(const Options& options) {
  if (options.verbose >= 2) return ETL_LOG_DEBUG;
  return options.verbose == 1 ? ETL_LOG_INFO : ETL_LOG_WARNING;
}

// The date of this run, local time, as ${run.date} means it.
std::string Today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char out[16];
  std::strftime(out, sizeof out, "%Y-%m-%d", &local);
  return out;
}

}  // namespace

Session::Session(const Options& options)
    : options_(options),
      terminal_(ColorOf(options.color)),
      log_(terminal_, options.log_format == "json" ? LogFormat::kJson : LogFormat::kText,
           LevelOf(options)) {
  environment_.secrets = &secrets_;
  environment_.log = [this](etl_log_level level, std::string_view step, std::string_view message) {
    log_.Write(level, step, message);
  };
}

plugin::Registry& Session::registry() {
  if (!registry_) {
    scan_host_ = std::make_unique<plan::StepHost>(environment_, "", "", config::Mark{});
    loader_ = std::make_unique<plugin::Loader>(plugin::PluginDirectories(
        options_.plugin_directories, std::getenv("ETL_PLUGIN_PATH"), plugin::ProgramPath()));
    registry_ = std::make_unique<plugin::Registry>(*loader_, scan_host_->get());
  }
  return *registry_;
}

config::LoadRequest Session::LoadRequest() const {
  config::LoadRequest request;
  request.pipeline = options_.pipeline;
  request.datasets = options_.datasets;
  request.assignments = options_.assignments;
  request.env_files = options_.env_files;
  request.run_date = Today();
  return request;
}

config::LoadResult Session::LoadPipeline() { return config::LoadPipeline(LoadRequest(), secrets_); }

std::int64_t Session::memory() const {
  const auto bytes = plan::ParseBytes(options_.memory);
  if (!bytes || *bytes <= 0)
    throw ConfigError("--memory: `{}` is no size", options_.memory)
        .Hint("write for example 64MiB or 1GiB");
  return *bytes;
}

}  // namespace etl::cli
