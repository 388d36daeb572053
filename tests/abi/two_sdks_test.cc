// SPDX-License-Identifier: Apache-2.0
// Plugins built with different versions of the header-only SDK live in one process, and no object
// of one is taken for the other's.
#include "tests/abi/fixture.h"

namespace etl::plugin::testing {
namespace {

struct Report {
  std::int64_t state, size, unprotected;
};

Report ReportOf(Registry& registry, etl::testing::Host& host, std::string_view name) {
  Instance instance(host, *registry.Find(ETL_SOURCE, name), "{}");
  const RecordBatch batch = ReadAll(instance).batches.at(0);
  return {batch.column(0).Int64At(0), batch.column(1).Int64At(0), batch.column(2).Int64At(0)};
}

TEST(TwoSdksTest, ShareNoObject) {
  etl::testing::Host host;
  Loader loader({kBuilt});
  Registry registry(loader, host.get());
  const Report ours = ReportOf(registry, host, "sdk_this");
  const Report same_name = ReportOf(registry, host, "sdk_same_name");
  const Report older = ReportOf(registry, host, "sdk_older");
  EXPECT_EQ(ours.size, 4);
  EXPECT_EQ(same_name.size, 8);
  EXPECT_EQ(older.size, 2);
  EXPECT_NE(ours.state, older.state);      // another namespace
  EXPECT_NE(ours.state, same_name.state);  // the same one, hidden
  // Each wrote all of its own: nobody wrote over another's.
  EXPECT_EQ(*reinterpret_cast<const std::int64_t*>(ours.state), 4);
  EXPECT_EQ(*reinterpret_cast<const std::int64_t*>(same_name.state), 8);
  EXPECT_EQ(*reinterpret_cast<const std::int64_t*>(older.state), 2);
  // What happens without the attribute, in spite of RTLD_LOCAL.
  EXPECT_EQ(ours.unprotected, same_name.unprotected);
  EXPECT_EQ(ours.unprotected, older.unprotected);
}

}  // namespace
}  // namespace etl::plugin::testing
