// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "etl/discovery.h"
#include "plugins/postgres/options.h"

namespace etl::postgres {

// The tables of the database that the options lead to.
void DiscoverDatabase(const PostgresOptions& options, std::string_view table, Context& context,
                      Discovery& out);

// Connects, and holds what a source or lookup declares against the table or query: whether it fits.
bool CheckSource(const PostgresOptions& options, Context& context, CheckReport& report);

}  // namespace etl::postgres
