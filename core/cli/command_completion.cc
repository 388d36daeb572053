// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/completion.h"
#include "cli/session.h"

namespace etl::cli {

void AddCompletion(CLI::App& app, Options& options, Verb& verb) {
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
}

}  // namespace etl::cli
