// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "tests/support/process/program.h"

namespace etl::process {

struct Spawned {
  pid_t pid = -1;
  int out = -1;  // the caller closes both
  int err = -1;
};

// Starts a program in its own process group, with its outputs on non-blocking pipes. Throws
// std::system_error, also when exec fails in the child.
Spawned Spawn(const Arguments& argv, const ProgramOptions& options);

}  // namespace etl::process
