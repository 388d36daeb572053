// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/order_list/order_list.h"

#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::order_list {
namespace {

const Schema kSchema{{"lastname", Utf8()}, {"created", Date32()}, {"score", Int32()}};

Order Read(std::vector<std::string> keys) { return ReadKeys({std::move(keys), {}}, kSchema, "in"); }

std::string Problem(std::vector<std::string> keys) {
  try {
    Read(std::move(keys));
  } catch (const ConfigError& error) {
    return std::string(error.what()) + " / " + error.hint();
  }
  return "none";
}

TEST(ReadKeys, TakesColumnsAndDirections) {
  EXPECT_EQ(Read({"lastname asc", " created  desc", "score desc nulls last"}),
            (Order{{"lastname"}, {"created", true}, {"score", true, true}}));
  EXPECT_EQ(Read({"score nulls first"}), (Order{{"score"}}));
}

TEST(ReadKeys, RefusesWhatIsNoKey) {
  for (const char* wrong : {"", "lastname downwards", "lastname desc nulls", "lastname asc desc"})
    EXPECT_EQ(Problem({wrong}), "`" + std::string(wrong) +
                                    "` is no key of an order / write a column, in \"quotes\" if "
                                    "its name is no word, then optionally desc, then optionally "
                                    "nulls last");
}

TEST(ReadKeys, TakesNamesThatAreNoWords) {
  const Schema schema{{"Customer ID", Int32()}, {"say \"hi\" desc", Utf8()}, {"x", Utf8()}};
  const auto read = [&](const char* key) { return ReadKeys({{key}, {}}, schema, "in"); };
  EXPECT_EQ(read("Customer ID"), (Order{{"Customer ID"}}));
  EXPECT_EQ(read("\"Customer ID\""), (Order{{"Customer ID"}}));
  EXPECT_EQ(read(" \"Customer ID\" desc nulls last"), (Order{{"Customer ID", true, true}}));
  EXPECT_EQ(read("\"say \"\"hi\"\" desc\" desc"), (Order{{"say \"hi\" desc", true}}));
  EXPECT_EQ(read("\"x\""), (Order{{"x"}}));
  EXPECT_THROW(read("\"Customer ID"), ConfigError);
  EXPECT_THROW(read("Customer ID desc"), ConfigError);
}

TEST(ReadKeys, NamesTheColumnThatWasMeant) {
  EXPECT_EQ(Problem({"lastnam"}), "`in` has no column `lastnam` / did you mean `lastname`?");
  EXPECT_EQ(Problem({"qqq desc"}),
            "`in` has no column `qqq` / its columns are `lastname`, `created`, `score`");
  EXPECT_EQ(Problem({"score", "score desc"}),
            "the column `score` stands twice among the keys / remove the second one");
}

}  // namespace
}  // namespace etl::order_list
