// SPDX-License-Identifier: Apache-2.0
// What the first page of an API tells, and how what is declared fits it.
#pragma once

#include <string_view>

#include "etl/discovery.h"
#include "plugins/rest/options.h"

namespace etl::rest {

// A URL as options: the server is the connection's, path and query are the step's. A password that
// belongs to no user is a bearer token. Throws ConfigError.
void WriteOptions(std::string_view url, std::string_view password, Discovery& out);

// Gets the first page, and guesses from it what has not been said.
void DiscoverPage(RestOptions options, std::string_view table, Context& context, Discovery& out);

// Gets the first page, and holds every declared column against it.
void CheckPage(RestOptions options, Context& context, CheckReport& report);

}  // namespace etl::rest
