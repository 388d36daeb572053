// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace etl::golden {

// A file of sections. Each begins with a line "=== KIND ARGUMENT"; what follows is its text.
//
//   === about                 what the case shows
//   === file NAME             a file to make
//   === sqlite NAME           a database to make, from SQL
//   === http TARGET [STATUS]  what the server at ${HTTP} answers: "/users?page=1 200"
//   === env NAME=VALUE        for the commands that follow
//   === run COMMAND           a command; `etl` is the program under test, ${HTTP}, ${HOST}
//   (its host and port), ${DIR} and ${SOURCE} are replaced
//   === exit CODE             and what came of the command before:
//   === stdout
//   === stderr
//   === output NAME           a file that it made
//   === absent NAME           a file that must not be there; with * as the last character, any that
//   begins so
struct Section {
  std::string kind, argument, text;
};

std::vector<Section> ReadCase(const std::filesystem::path& path);
void WriteCase(const std::filesystem::path& path, const std::vector<Section>& sections);

}  // namespace etl::golden
