// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "plugins/shared/sql_source/select.h"

namespace etl::sql_source {

// Decides who sorts, the database or the host, by the option `sort_on`; takes from `accepted` what
// the host is to sort. A database that has to sort reads all rows before it sends the first, by
// expressions that no index has, and takes several times as long as the host.
// `reads_in_order`: whether the database gives the scan in its order without sorting.
// Returns the choice and its reason, for `etl explain`; empty where no order is wanted.
std::string PlaceSort(const SelectOptions& options, const Relation& relation, const Scan& wanted,
                      const std::function<bool(const Scan&)>& reads_in_order, Acceptance& accepted);

}  // namespace etl::sql_source
