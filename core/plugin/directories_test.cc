// SPDX-License-Identifier: Apache-2.0
#include "plugin/directories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Path = std::filesystem::path;

TEST(DirectoriesTest, CommandLineThenEnvironmentThenProgram) {
  EXPECT_THAT(PluginDirectories({"/usr", "/tmp/"}, "/opt/a:/opt/b/", "/app/bin/etl"),
              ElementsAre("/usr", "/tmp", "/opt/a", "/opt/b", "/app/lib/etl", "/app/bin"));
  EXPECT_THAT(PluginDirectories({}, nullptr, "/app/bin/etl"),
              ElementsAre("/app/lib/etl", "/app/bin"));
}

TEST(DirectoriesTest, EachOnceAndNoneForNothing) {
  EXPECT_THAT(PluginDirectories({"/usr"}, ":/usr/::/app/bin/../lib/etl:", "/app/bin/etl"),
              ElementsAre("/usr", "/app/lib/etl", "/app/bin"));
  EXPECT_THAT(PluginDirectories({}, "/", "/etl"), ElementsAre("/", "/lib/etl"));
}

TEST(DirectoriesTest, RelativeOnTheCommandLineCountsFromHere) {
  const Path here = std::filesystem::current_path();
  EXPECT_EQ(PluginDirectories({"."}, nullptr, "/app/bin/etl").front(), here);
  EXPECT_THROW(PluginDirectories({"no/such/directory"}, nullptr, "/app/bin/etl"), ConfigError);
}

TEST(DirectoriesTest, RelativeInTheEnvironmentIsRefused) {
  for (const char* value : {"plugins", "/opt/a:./b", "../c", "~/d"}) {
    try {
      PluginDirectories({}, value, "/app/bin/etl");
      ADD_FAILURE() << value;
    } catch (const EnvironmentError& error) {
      EXPECT_THAT(error.what(), HasSubstr("ETL_PLUGIN_PATH: not an absolute path: "));
    }
  }
}

TEST(DirectoriesTest, TheProgram) {
  EXPECT_TRUE(ProgramPath().is_absolute());
  EXPECT_TRUE(std::filesystem::exists(ProgramPath()));
}

}  // namespace
}  // namespace etl::plugin
