// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/compare.h"
#include "plugins/sort_merge_join/join_options.h"

namespace etl::join {

// One input, as the plan and the run know it.
struct Side {
  std::string name;
  Schema schema;
};

// Where an output column comes from. A key of a full join has both: the left one, or where there is
// no left row, the right one.
struct OutputColumn {
  int left = -1, right = -1;
};

// What a join looks like: the same at plan time and in the run, where inputs may have lost columns
// that nobody needs.
struct JoinLayout {
  std::vector<CompareKey> keys;
  Schema schema;
  std::vector<OutputColumn> columns;  // one for each of the schema
  Order order;                        // of the output

  Order left_order(const Schema& left) const;
  Order right_order(const Schema& right) const;
};

// Throws ConfigError, at the option to blame.
JoinLayout MakeLayout(const JoinOptions& options, const Side& left, const Side& right);

}  // namespace etl::join
