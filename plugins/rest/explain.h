// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/rest/options.h"

namespace etl::rest {

// What `etl explain` says of the requests: the first one, and how the others follow.
std::string ExplainText(const RestOptions& options);

}  // namespace etl::rest
