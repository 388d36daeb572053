// SPDX-License-Identifier: Apache-2.0
#include "plugins/select/select.h"

#include "etl/plugin.h"

ETL_PLUGIN(select, "0.1.0") {
  plugin.Add<etl::select::Select>("select", "Keeps, renames and computes columns.");
}
