// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/sort_place.h"

#include <gtest/gtest.h>

#include <vector>

namespace etl::sql_source {
namespace {

// A wish for a, b, c, of which the database can sort by `possible` keys and has an index of
// `indexed`.
struct Case {
  std::string sort_on = "auto";
  std::size_t possible = 3, indexed = 0;
  bool is_small = false, declared = false, limit = false;
};

struct Result {
  std::string reason;
  Acceptance accepted;
  int asked = 0;
};

Result Place(const Case& c) {
  SelectOptions options;
  options.sort_on = c.sort_on;
  if (c.declared) options.order = {"a"};
  Relation relation;
  relation.is_small = c.is_small;
  const Scan wanted{{}, {}, {{"a"}, {"b", true}, {"c"}}, true, c.limit ? 5 : -1};
  Result result;
  result.accepted.scan = wanted;
  result.accepted.order = c.possible;
  result.accepted.scan.order.resize(c.possible);
  result.accepted.limit = c.limit;
  const auto reads_in_order = [&](const Scan& scan) {
    ++result.asked;
    EXPECT_EQ(scan.limit, -1);
    return scan.order.size() <= c.indexed;
  };
  result.reason = PlaceSort(options, relation, wanted, reads_in_order, result.accepted);
  EXPECT_EQ(result.accepted.scan.order.size(), result.accepted.order);
  EXPECT_TRUE(result.accepted.scan.tie);
  return result;
}

TEST(PlaceSort, SortsHereWhatNoIndexGives) {
  const Result result = Place({});
  EXPECT_EQ(result.accepted.order, 0u);
  EXPECT_EQ(result.reason, "sort_on local: it does not read in this order");
  EXPECT_EQ(result.asked, 3);
}

TEST(PlaceSort, TakesWhatAnIndexGives) {
  EXPECT_EQ(Place({.indexed = 3}).accepted.order, 3u);
  EXPECT_EQ(Place({.indexed = 3}).reason, "sort_on server: it reads in this order");
  EXPECT_EQ(Place({.indexed = 2}).accepted.order, 2u);
  EXPECT_EQ(Place({.indexed = 2}).reason,
            "sort_on server: it reads in the order a, b desc, the rest is sorted here");
  EXPECT_EQ(Place({.possible = 1, .indexed = 3}).accepted.order, 1u);
}

TEST(PlaceSort, LeavesItToTheServerWhereThatIsCheapOrMeant) {
  EXPECT_EQ(Place({.is_small = true}).reason, "sort_on server: it is small");
  EXPECT_EQ(Place({.declared = true}).reason, "sort_on server: the pipeline declares an order");
  EXPECT_EQ(Place({.limit = true}).reason, "sort_on server: it sends the first rows only");
  for (const Case& c : {Case{.is_small = true}, Case{.declared = true}, Case{.limit = true}}) {
    EXPECT_EQ(Place(c).accepted.order, 3u);
    EXPECT_EQ(Place(c).asked, 0);
  }
  EXPECT_TRUE(Place({.limit = true}).accepted.limit);
}

TEST(PlaceSort, DoesAsThePipelineSays) {
  const Result server = Place({.sort_on = "server", .possible = 2});
  EXPECT_EQ(server.accepted.order, 2u);
  EXPECT_EQ(server.reason, "sort_on server: as the pipeline says");
  const Result local = Place({.sort_on = "local", .indexed = 3, .is_small = true, .limit = true});
  EXPECT_EQ(local.accepted.order, 0u);
  EXPECT_FALSE(local.accepted.limit);
  EXPECT_EQ(local.accepted.scan.limit, -1);
  EXPECT_EQ(local.reason, "sort_on local: as the pipeline says");
  EXPECT_EQ(server.asked + local.asked, 0);
}

TEST(PlaceSort, KnowsWhenThereIsNothingToChoose) {
  EXPECT_EQ(Place({.possible = 0, .is_small = true}).reason,
            "sort_on local: the database cannot be asked for this order");
  Acceptance accepted;
  EXPECT_EQ(PlaceSort({}, {}, {}, {}, accepted), "");
}

}  // namespace
}  // namespace etl::sql_source
