// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "etl/discovery.h"
#include "plugins/sqlite/options.h"

namespace etl::sqlite {

// The tables of the database that the options lead to.
void DiscoverDatabase(const SqliteOptions& options, std::string_view table, Context& context,
                      Discovery& out);

// Opens the file, and holds what a source or lookup declares against the table or query: whether it
// fits.
bool CheckSource(const SqliteOptions& options, Context& context, CheckReport& report);

}  // namespace etl::sqlite
