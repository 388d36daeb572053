// SPDX-License-Identifier: Apache-2.0
#include "etl/plugin.h"

#include "plugins/csv/csv_sink.h"
#include "plugins/csv/csv_source.h"

ETL_PLUGIN(csv, "0.1.0") {
  plugin.Add<etl::csv::CsvSource>("csv", "Reads CSV files, a row from each record.");
  plugin.Add<etl::csv::CsvSink>("csv", "Writes rows as a CSV file.");
}
