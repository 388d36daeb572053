// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace etl::cli {

// The script that makes bash, zsh or fish ask `etl __complete`.
std::string_view CompletionScript(std::string_view shell);

// What may stand in the place of the last of `words`, the command line behind `etl`: a line that
// says what kind it is, then a line each, with a tab before its explanation. "words"; "part": more
// follows without a space; "files" and "dirs" leave it to the shell. Opens the pipeline that the
// words name, but connects to nothing.
std::string Complete(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace etl::cli
