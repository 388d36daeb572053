// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace etl::cli {

// What is wrong with a command line that cannot be read, and what to do: on standard error. Returns
// the exit code.
int UsageError(const CLI::App& app, const std::string& message);

// The same for a word that stands where a command should and is none, or for none at all, before
// `app` reads the words; nullopt if the commands are there.
std::optional<int> CheckCommand(const CLI::App& app, int argc, char** argv);

// What is said of the words that no option and no argument took. `app` has read the command line.
std::string UnexpectedWords(const CLI::App& app);

}  // namespace etl::cli
