// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/batch_stream.h"

namespace etl::runtime {

// The stream with these columns alone, in their own order; the stream itself where all are wanted
// or none is left out.
StreamPointer KeepColumns(StreamPointer from,
                          const std::optional<std::vector<std::string>>& columns);

}  // namespace etl::runtime
