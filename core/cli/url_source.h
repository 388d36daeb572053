// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "cli/drafts/source_draft.h"
#include "cli/session.h"
#include "plan/discover.h"

namespace CLI {
class App;
}

namespace etl::cli {

// What `discover` and `init` take beside the URLs.
void AddUrlOptions(CLI::App& app, Options& options);

// What lies behind a URL of the command line, which may name variables: "${env:DB_URL}". Where its
// secrets came from goes into `secrets`. Throws what plan::Discover throws, and ConfigError for a
// variable that is not set.
plan::Found DiscoverUrl(Session& session, std::size_t number, const std::string& table,
                        SecretReferences& secrets);

}  // namespace etl::cli
