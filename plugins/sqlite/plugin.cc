// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/lookup.h"
#include "plugins/sqlite/sink.h"
#include "plugins/sqlite/source.h"

ETL_PLUGIN(sqlite, "0.1.0") {
  plugin.Add<etl::sqlite::SqliteSource>("sqlite", "Reads a table or query of a SQLite file.");
  plugin.Add<etl::sqlite::SqliteSink>("sqlite", "Loads a table of a SQLite file.");
  plugin.Add<etl::sqlite::SqliteLookup>(
      "lookup", "Adds the rows of a table or query of a SQLite file that have the input's keys.");
}
