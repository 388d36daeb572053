// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/lookup.h"
#include "plugins/mysql/sink.h"
#include "plugins/mysql/source.h"

ETL_PLUGIN(mysql, "0.1.0") {
  plugin.Add<etl::mysql::MysqlSource>("mysql", "Reads a table or query of MySQL or MariaDB.");
  plugin.Add<etl::mysql::MysqlSink>("mysql", "Loads a table of MySQL or MariaDB.");
  plugin.Add<etl::mysql::MysqlLookup>(
      "lookup",
      "Adds the rows of a table or query of MySQL or MariaDB that have the input's keys.");
}
