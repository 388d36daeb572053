// SPDX-License-Identifier: Apache-2.0
// Exceptions in a plugin: out of a C function, where they must not be, and inside the SDK.
#include "tests/abi/fixture.h"

namespace etl::plugin::testing {
namespace {

using ::testing::HasSubstr;

class ThrowingIn {
 public:
  explicit ThrowingIn(const std::string& function) {
    ::setenv("ETL_TEST_THROW", function.c_str(), 1);
  }
  ThrowingIn(const ThrowingIn&) = delete;
  ~ThrowingIn() { ::unsetenv("ETL_TEST_THROW"); }
};

class ExceptionsTest : public ::testing::Test {
 protected:
  // Runs a source, then a sink, through every call; returns what one of them complained of.
  std::string Run(const std::string& throwing_in) {
    const Component *source = registry_.Find(ETL_SOURCE, "throws"),
                    *sink = registry_.Find(ETL_SINK, "throws");
    const ThrowingIn set(throwing_in);
    try {
      arrow::CallPlugin("describe", [&] {
        return source->c->describe(source->c, host_.get(), nullptr, nullptr, 0, nullptr);
      });
      Instance from(host_, *source, "{}");
      ReadAll(from);
      from.Destroy();
      Instance to(host_, *sink, "{}");
      to.OpenSink(Schema({{"n", Int64()}}));
      to.Write(etl::testing::MakeBatch(Schema({{"n", Int64()}}), {{"1"}}));
      to.Prepare();
      Settle(host_, *sink, nullptr, "", ETL_COMMIT);
    } catch (const arrow::PluginFault& fault) {
      EXPECT_EQ(fault.status(), ETL_INTERNAL_ERROR);
      return fault.what();
    }
    return "nothing";
  }

  etl::testing::Host host_;
  Loader loader_{{kBuilt}};
  Registry registry_{loader_, host_.get()};
};

TEST_F(ExceptionsTest, OutOfTheTable) {
  const auto load = [] { return LoadFrom(kBuilt, "throws"); };
  {
    const ThrowingIn set("components");
    EXPECT_THAT(load(), HasSubstr("does not list its components: the plugin threw an exception out of "
                                  "components: thrown in"));
  }
  {
    const ThrowingIn set("components:int");
    EXPECT_THAT(load(), HasSubstr("no std::exception out of components"));
  }
  EXPECT_EQ(load(), "loaded");  // the failure is not remembered
}

TEST_F(ExceptionsTest, OutOfEveryFunction) {
  EXPECT_EQ(Run("nowhere"), "nothing");
  for (const std::string function : {"describe", "create", "open_source", "get_schema", "get_next",
                                     "destroy", "open_sink", "write", "prepare", "settle"}) {
    EXPECT_EQ(Run(function),
              "the plugin threw an exception out of " + function + ": thrown in " + function);
    EXPECT_EQ(Run(function + ":int"),
              "the plugin threw something that is no std::exception out of " + function);
  }
}

class SdkExceptionsTest : public ExceptionsTest {
 protected:
  etl::testing::Failure Run(const std::string& at, const std::string& what) {
    const Component *source = registry_.Find(ETL_SOURCE, "throws_sdk"),
                    *sink = registry_.Find(ETL_SINK, "throws_sdk");
    const std::string options = "{at: " + at + ", what: " + what + "}";
    try {
      const etl_node* node = host_.Options(options);
      etl_plan plan{};
      host_.Check(source->c->describe(source->c, host_.get(), node, nullptr, 0, &plan));
      Instance from(host_, *source, options);
      arrow::PluginStream stream = from.OpenSource();
      Instance to(host_, *sink, options);
      to.OpenSink(stream.schema());
      while (auto batch = stream.Next()) to.Write(*batch);
      Settle(host_, *sink, to.options(), to.Prepare(), ETL_COMMIT);
    } catch (const etl::testing::Failure& failure) {
      return failure;
    } catch (const arrow::StreamFailed& failed) {  // reported through the host
      const etl::testing::Failure failure = host_.failures.back();
      host_.failures.clear();
      EXPECT_EQ(failure.status, failed.raw_status());
      return failure;
    }
    return {0, "nothing"};
  }
};

TEST_F(SdkExceptionsTest, TheSdkTurnsThemIntoReports) {
  EXPECT_STREQ(Run("nowhere", "std").what(), "nothing");
  for (const std::string at :
       {"describe", "create", "open", "read", "write", "prepare", "settle"}) {
    const etl::testing::Failure std_exception = Run(at, "std");
    EXPECT_EQ(std_exception.status, ETL_INTERNAL_ERROR);
    EXPECT_EQ(std_exception.what(), "the plugin threw thrown in " + at);
    EXPECT_THAT(Run(at, "int").what(), HasSubstr("no std::exception")) << at;
    const etl::testing::Failure data = Run(at, "data");
    EXPECT_EQ(data.status, ETL_DATA_ERROR);
    EXPECT_EQ(data.row, 3);
    EXPECT_EQ(data.column, "n");
  }
}

}  // namespace
}  // namespace etl::plugin::testing
