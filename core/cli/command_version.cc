// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/session.h"
#include "etl/abi.h"

namespace etl::cli {

void AddVersion(CLI::App& app, Options&, Verb& verb) {
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->final_callback([&verb] {
    verb = [](Session&) {
      WriteOut(
          fmt::format("etl {} (plugin ABI {}.{})\n", ETL_VERSION, ETL_ABI_MAJOR, ETL_ABI_MINOR));
      return 0;
    };
  });
}

}  // namespace etl::cli
