// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace etl::runtime {

// A name for a run, unique and safe in file names: "20260131T235959-1a2b3c4d".
std::string NewRunId();

}  // namespace etl::runtime
