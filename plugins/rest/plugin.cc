// SPDX-License-Identifier: Apache-2.0
#include "etl/plugin.h"

#include "plugins/rest/rest_source.h"

ETL_PLUGIN(rest, "0.1.0") {
  plugin.Add<etl::rest::RestSource>("rest", "Reads the records of a paged JSON API over HTTP(S).");
}
