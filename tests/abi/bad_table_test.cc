// SPDX-License-Identifier: Apache-2.0
// Libraries that load, or nearly, and break the contract in what they say of themselves.
#include "etl/format.h"
#include "tests/abi/fixture.h"

namespace etl::plugin::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Load(std::string_view name) {
  const std::string said = LoadFrom(kBuilt, name);
  if (said != "loaded") {
    EXPECT_THAT(said, HasSubstr(Format("{}/libetl_{}.so", kBuilt, name)));
  }
  return said;
}

TEST(BadTableTest, OtherVersionsNameBoth) {
  const std::string ours = Format("this etl speaks {}.{}", ETL_ABI_MAJOR, ETL_ABI_MINOR);
  EXPECT_THAT(Load("old_major"), AllOf(HasSubstr("built for plugin ABI 0.2, " + ours),
                                       HasSubstr("| rebuild the plugin")));
  EXPECT_THAT(Load("new_major"),
              AllOf(HasSubstr("built for plugin ABI 2.7, " + ours), HasSubstr("| update etl")));
  EXPECT_THAT(Load("new_minor"), AllOf(HasSubstr("built for plugin ABI 1.3, " + ours),
                                       HasSubstr("| update etl, or rebuild the plugin")));
}

TEST(BadTableTest, Sizes) {
  EXPECT_EQ(Load("plain"), "loaded");
  EXPECT_EQ(Load("newer_table"), "loaded");
  EXPECT_THAT(Load("small_table"), HasSubstr("exports etl_plugin_v1 of 32 bytes"));
  EXPECT_THAT(Load("tiny_table"), HasSubstr("exports something else as etl_plugin_v1"));
  EXPECT_THAT(Load("huge_table"), HasSubstr("exports something else as etl_plugin_v1"));
}

TEST(BadTableTest, Symbols) {
  EXPECT_THAT(Load("other_symbol"), HasSubstr("does not export etl_plugin_v1"));
  EXPECT_THAT(Load("undefined"),
              AllOf(HasSubstr("cannot be loaded: "), HasSubstr("a_function_that_nobody_defines")));
  EXPECT_THAT(Load("dependent"),
              AllOf(HasSubstr("cannot be loaded: "), HasSubstr("libabi_dependency.so")));
}

TEST(BadTableTest, Slots) {
  EXPECT_THAT(Load("null_slot"),
              HasSubstr("has a component `null_slot` that lacks the function open_source"));
}

}  // namespace
}  // namespace etl::plugin::testing
