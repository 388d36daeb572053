// SPDX-License-Identifier: Apache-2.0
#include "etl/plugin.h"

#include "plugins/json/json_sink.h"
#include "plugins/json/json_source.h"

ETL_PLUGIN(json, "0.1.0") {
  plugin.Add<etl::json::JsonSource>("json",
                                    "Reads JSON files, a row from each record of a list or line.");
  plugin.Add<etl::json::JsonSink>("json", "Writes rows as a JSON document or as lines of JSON.");
}
