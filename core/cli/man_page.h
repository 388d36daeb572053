// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace etl::cli {

// etl(1) in troff, from the verbs and options that the command line has.
std::string ManPage(const CLI::App& app);

}  // namespace etl::cli
