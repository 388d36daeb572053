// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

namespace etl::config {

/// A place in a file, as an editor counts it: 1-based line and column (in characters). 0 is
/// unknown. The name is the one that the user gave; all marks of one file share it.
struct Mark {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

/// "file:line:column", without what is unknown.
std::string ToString(const Mark& mark);

/// Whether both are in the same file, at the same place or not.
bool SameFile(const Mark& a, const Mark& b);

}  // namespace etl::config
