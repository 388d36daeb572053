// SPDX-License-Identifier: Apache-2.0
// Plugins that keep to the contract, in C and in C++, from file to rows.
#include "tests/abi/fixture.h"

namespace etl::plugin::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ContractTest : public ::testing::Test {
 protected:
  std::string Text(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  etl::testing::Host host_;
  Loader loader_{{kBuilt}};
  Registry registry_{loader_, host_.get()};
  TemporaryDirectory directory_;
};

TEST_F(ContractTest, ASourceInC) {
  const Component* component = registry_.Find(ETL_SOURCE, "c_demo");
  ASSERT_TRUE(component);
  EXPECT_EQ(component->help, "Counts, in C.");
  EXPECT_EQ(component->plugin_version, "1.0.0");
  EXPECT_EQ(component->path, kBuilt / "libetl_c_demo.so");
  Instance instance(host_, *component, "{rows: 6}");
  const auto rows = ReadAll(instance);
  EXPECT_EQ(rows.schema, Schema({{"n", Int64(), false}, {"word", Utf8()}}));
  EXPECT_EQ(rows.text, "0|zero\n1|one\n2|two\n3|zero\n4|one\n5|two\n");
  EXPECT_EQ(rows.batches.size(), 2u);
}

TEST_F(ContractTest, ASourceInCStopsWhenCancelled) {
  Instance instance(host_, *registry_.Find(ETL_SOURCE, "c_demo"), "{}");
  arrow::PluginStream stream = instance.OpenSource();
  host_.cancelled = true;
  try {
    stream.Next();
    ADD_FAILURE();
  } catch (const arrow::StreamFailed& failed) {
    EXPECT_EQ(failed.status(), ETL_CANCELLED);
  }
  EXPECT_TRUE(host_.failures.empty());
}

TEST_F(ContractTest, ASinkInC) {
  const Component* source = registry_.Find(ETL_SOURCE, "c_demo");
  const Component* sink = registry_.Find(ETL_SINK, "c_demo");
  ASSERT_TRUE(source && sink);
  const fs::path path = directory_.path() / "out.txt", temporary = path.string() + ".tmp";
  const std::string options = "{path: " + path.string() + "}";
  const auto write = [&] {
    Instance from(host_, *source, "{rows: 5}");
    Instance to(host_, *sink, options);
    arrow::PluginStream stream = from.OpenSource();
    to.OpenSink(stream.schema());
    while (auto batch = stream.Next()) to.Write(batch->Slice(1, batch->num_rows() - 1));
    return to.Prepare();
  };
  const std::string token = write();
  EXPECT_THAT(host_.claims, ElementsAre(path.string()));
  EXPECT_FALSE(fs::exists(path));  // prepared, not published
  Settle(host_, *sink, nullptr, token, ETL_COMMIT);
  EXPECT_EQ(Text(path), "1 one\n2 two\n3 zero\n");
  Settle(host_, *sink, nullptr, token, ETL_COMMIT);  // twice
  EXPECT_EQ(Text(path), "1 one\n2 two\n3 zero\n");
  fs::remove(path);
  Settle(host_, *sink, nullptr, write(), ETL_ABORT);
  EXPECT_FALSE(fs::exists(path) || fs::exists(temporary));
  {
    Instance abandoned(host_, *sink, options);
    abandoned.OpenSink(Schema({{"n", Int64()}, {"word", Utf8()}}));
    EXPECT_TRUE(fs::exists(temporary));
  }
  EXPECT_FALSE(fs::exists(temporary));
}

TEST_F(ContractTest, ASourceInCpp) {
  const fs::path path = directory_.path() / "lines.txt";
  std::ofstream(path) << "first\nsecond ñ\n";
  Instance instance(host_, *registry_.Find(ETL_SOURCE, "lines"), "{path: " + path.string() + "}");
  EXPECT_EQ(ReadAll(instance).text, "1|first\n2|second ñ\n");
}

TEST_F(ContractTest, ItsErrorsReachTheHost) {
  Instance instance(host_, *registry_.Find(ETL_SOURCE, "lines"), "{path: /nonexistent}");
  try {
    ReadAll(instance);
    ADD_FAILURE();
  } catch (const etl::testing::Failure& failure) {
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_STREQ(failure.what(), "cannot open file: /nonexistent");
  }
}

TEST_F(ContractTest, TextThatIsNotUtf8IsThePluginsFault) {
  const fs::path path = directory_.path() / "latin1.txt";
  std::ofstream(path) << "fine\nca\xf1"
                         "a\n";
  Instance instance(host_, *registry_.Find(ETL_SOURCE, "lines"), "{path: " + path.string() + "}");
  try {
    ReadAll(instance);
    ADD_FAILURE();
  } catch (const arrow::PluginFault& fault) {
    EXPECT_EQ(fault.row(), 1);
    EXPECT_EQ(fault.column(), "text");
    EXPECT_THAT(fault.what(), HasSubstr("not UTF-8: 'ca?a'"));
  }
}

TEST_F(ContractTest, OptionsAsTheyWereDeclared) {
  const Component* sink = registry_.Find(ETL_SINK, "c_demo");
  const Option* path = sink->FindOption("path");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->type, ETL_OPTION_PATH);
  EXPECT_TRUE(path->required() && path->binding() && !path->sensitive());
  EXPECT_FALSE(path->default_text);
  const Option* rows = registry_.Find(ETL_SOURCE, "c_demo")->FindOption("rows");
  EXPECT_EQ(rows->default_text, "5");
  EXPECT_FALSE(sink->FindOption("rows"));
  const Option* what = registry_.Find(ETL_SOURCE, "throws_sdk")->FindOption("what");
  EXPECT_THAT(what->values, ElementsAre("std", "int", "data"));
}

TEST_F(ContractTest, WhatAPluginDoesNotHave) {
  EXPECT_EQ(registry_.Find(ETL_SINK, "lines"), nullptr);
  EXPECT_EQ(registry_.Find(ETL_TRANSFORM, "c_demo"), nullptr);
  EXPECT_EQ(registry_.components("c_demo").size(), 2u);
  EXPECT_EQ(registry_.Find(ETL_SOURCE, "c_demo"), registry_.Find(ETL_SOURCE, "c_demo"));
}

TEST_F(ContractTest, NamesAreKnownWithoutOpeningAnything) {
  std::ofstream(directory_.path() / "libetl_broken.so") << "no library";
  std::ofstream(directory_.path() / "libetl_.so") << "no name";
  std::ofstream(directory_.path() / "libother.so") << "no plugin";
  Loader loader({directory_.path() / "missing", directory_.path(), kBuilt});
  const auto names = loader.available();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_THAT(names, Contains("broken"));
  EXPECT_THAT(names, Contains("c_demo"));
  EXPECT_THAT(names, ::testing::Not(Contains("")));
}

TEST_F(ContractTest, TheFirstDirectoryWins) {
  fs::copy(kBuilt / "libetl_lines.so", directory_.path());
  Loader loader({directory_.path(), kBuilt});
  EXPECT_EQ(loader.Load("lines", host_.get()).path, directory_.path() / "libetl_lines.so");
  // Also when it is broken: to pass over it would load something that nobody meant.
  std::ofstream(directory_.path() / "libetl_c_demo.so") << "no library";
  EXPECT_THROW(loader.Load("c_demo", host_.get()), EnvironmentError);
}

TEST_F(ContractTest, TheSameLibraryTwiceIsTwoLibraries) {
  fs::copy(kBuilt / "libetl_lines.so", directory_.path());
  Loader loader({directory_.path()});
  const LoadedPlugin& copy = loader.Load("lines", host_.get());
  EXPECT_NE(copy.components[0], loader_.Load("lines", host_.get()).components[0]);
}

}  // namespace
}  // namespace etl::plugin::testing
