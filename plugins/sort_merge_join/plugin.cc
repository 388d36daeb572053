// SPDX-License-Identifier: Apache-2.0
#include "etl/plugin.h"

#include "plugins/sort_merge_join/sort_merge_join.h"

ETL_PLUGIN(sort_merge_join, "0.1.0") {
  plugin.Add<etl::join::SortMergeJoin>("sort_merge_join",
                                       "Joins two inputs by keys, as a merge of ordered streams.");
}
