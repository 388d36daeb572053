// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/lookup.h"
#include "plugins/postgres/sink.h"
#include "plugins/postgres/source.h"

ETL_PLUGIN(postgres, "0.1.0") {
  plugin.Add<etl::postgres::PostgresSource>("postgres", "Reads a table or query of PostgreSQL.");
  plugin.Add<etl::postgres::PostgresSink>("postgres", "Loads a table of PostgreSQL.");
  plugin.Add<etl::postgres::PostgresLookup>(
      "lookup", "Adds the rows of a table or query of PostgreSQL that have the input's keys.");
}
