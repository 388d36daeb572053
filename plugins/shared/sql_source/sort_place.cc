// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/sort_place.h"

namespace etl::sql_source {
namespace {

std::string OnServer(const std::string& why) { return "sort_on server: " + why; }
std::string OnLocal(const std::string& why) { return "sort_on local: " + why; }

// The first rows of an order that is made elsewhere are other rows.
void KeepKeys(std::size_t keys, const Scan& wanted, Acceptance& accepted) {
  accepted.order = keys;
  accepted.scan.order.resize(keys);
  if (keys == wanted.order.size()) return;
  accepted.limit = false;
  accepted.scan.limit = -1;
}

// The longest part of the order in which the database reads.
std::string ByIndex(const Scan& wanted, const std::function<bool(const Scan&)>& reads_in_order,
                    Acceptance& accepted) {
  Scan scan = accepted.scan;
  scan.limit = -1;
  while (!scan.order.empty() && !reads_in_order(scan)) scan.order.pop_back();
  KeepKeys(scan.order.size(), wanted, accepted);
  if (scan.order.size() == wanted.order.size()) return OnServer("it reads in this order");
  if (scan.order.empty()) return OnLocal("it does not read in this order");
  return OnServer("it reads in the order " + ToString(scan.order) + ", the rest is sorted here");
}

}  // namespace

std::string PlaceSort(const SelectOptions& options, const Relation& relation, const Scan& wanted,
                      const std::function<bool(const Scan&)>& reads_in_order,
                      Acceptance& accepted) {
  if (wanted.order.empty()) return {};
  if (options.sort_on == "local") {
    KeepKeys(0, wanted, accepted);
    return OnLocal("as the pipeline says");
  }
  if (accepted.order == 0) return OnLocal("the database cannot be asked for this order");
  if (options.sort_on == "server") return OnServer("as the pipeline says");
  if (!options.order.empty()) return OnServer("the pipeline declares an order");
  if (accepted.limit) return OnServer("it sends the first rows only");
  if (relation.is_small) return OnServer("it is small");
  return ByIndex(wanted, reads_in_order, accepted);
}

}  // namespace etl::sql_source
