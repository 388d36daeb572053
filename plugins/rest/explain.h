// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "plugins/rest/body_template.h"
#include "plugins/rest/options.h"

namespace etl::rest {

// What `etl explain` says of the requests: the first one, and how the others follow. `since`: what
// that option's parameter is.
std::string ExplainText(const RestOptions& options, std::optional<Token> since);

}  // namespace etl::rest
