// SPDX-License-Identifier: Apache-2.0
// The command line: verbs and options, and what an error looks like.
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/completion.h"
#include "cli/findings.h"
#include "cli/pipeline_help.h"
#include "cli/session.h"
#include "cli/usage.h"
#include "etl/error.h"
#include "plan/failure.h"

namespace etl::cli {

namespace {

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

// `run FILE --help` also tells the parameters of that pipeline. Returns the exit code.
int PrintHelp(const CLI::App& app, const Options& options) {
  WriteOut(app.help());  // of the verb that was chosen
  if (options.pipeline.empty()) return 0;
  Session session(options);
  const config::LoadResult loaded = session.LoadPipeline();
  if (!loaded.findings.has_errors() || !loaded.config.sources.empty()) {
    WriteOut("\n" + DescribePipeline(loaded.config));
    return 0;
  }
  PrintFindings(session, loaded.findings);
  return ExitCodeOf(loaded.findings);
}

// A command whose result did not arrive has failed, whatever it says of itself.
int CheckOutput(int code) {
  if (OutputError() == 0) return code;
  WriteErr(fmt::format("error[environment] cannot write to standard output: {}\n",
                       std::strerror(OutputError())));
  return code == 0 ? 3 : code;
}

// Positionals that may come several times are "URL...", not "URL(1x)".
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_usage(const CLI::Option* option) const override {
    const std::string name = option->get_name(true) + (option->get_expected_max() > 1 ? "..." : "");
    return option->get_required() ? name : "[" + name + "]";
  }
};

int Main(int argc, char** argv) {
  Options options;
  Verb verb = nullptr;
  CLI::App app(
      "etl runs pipelines: sources, transforms and sinks joined as ordered streams, all or "
      "nothing.",
      "etl");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("-V,--version", fmt::format("etl {}", ETL_VERSION));
  app.require_subcommand(1);
  for (const auto add :
       {AddRun, AddValidate, AddExplain, AddPreview, AddTest, AddDiscover, AddInit, AddState,
        AddRecover, AddPlugins, AddConfigSchema, AddCompletion, AddReference, AddVersion})
    add(app, options, verb);
  options.app = &app;
  if (argc > 2 && std::string_view(argv[1]) == "__complete") {
    WriteOut(Complete(app, {argv + 3, argv + argc}));
    return CheckOutput(0);
  }
  for (CLI::App* sub : app.get_subcommands({})) sub->fallthrough(false);
  if (const auto code = CheckCommand(app, argc, argv)) return *code;
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return CheckOutput(PrintHelp(app, options));
  } catch (const CLI::CallForVersion&) {
    WriteOut(fmt::format("etl {}\n", ETL_VERSION));
    return CheckOutput(0);
  } catch (const CLI::ExtrasError&) {
    return UsageError(app, UnexpectedWords(app));
  } catch (const CLI::ParseError& error) {
    return UsageError(app, error.what());
  }
  if (options.needs_pipeline && options.pipeline.empty())
    return UsageError(app, "no pipeline file was given");
  Session session(options);
  const int code = CheckOutput(Execute(session, verb));
  if (session.hung()) {
    std::fflush(nullptr);
    _exit(code);
  }
  return code;
}

}  // namespace

}  // namespace etl::cli

// Where a standard stream is closed, the next file that is opened would get its number: rows for
// standard output would go into the run's lock. What takes the place fails when it is used.
static void HoldStandardStreams() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
      _exit(3);
}

int main(int argc, char** argv) {
  HoldStandardStreams();
  // Secrets must not end up in a core file, nor memory in an arena for each thread.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  mallopt(M_ARENA_MAX, 2);
  // Batches go back to the system when they are freed. Else the allocator raises its threshold and
  // keeps them: the peak was 20 MiB higher.
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  return etl::cli::Main(argc, argv);
}
