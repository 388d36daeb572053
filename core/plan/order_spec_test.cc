// SPDX-License-Identifier: Apache-2.0
#include "plan/order_spec.h"

#include <gtest/gtest.h>

#include "config/yaml.h"

namespace etl::plan {
namespace {

Order Read(const std::string& yaml, config::Findings& findings) {
  return ReadOrder(config::ParseYaml(yaml, "test.yaml", findings), "sources.a.order", findings);
}

TEST(ReadOrder, TakesColumnsAndDirections) {
  config::Findings findings;
  const Order order =
      Read("[lastname, created desc, score desc nulls last, x nulls first]", findings);
  EXPECT_FALSE(findings.has_errors());
  EXPECT_EQ(order, (Order{{"lastname"}, {"created", true}, {"score", true, true}, {"x"}}));
  EXPECT_EQ(Read("lastname", findings), (Order{{"lastname"}}));
}

TEST(ReadOrder, RefusesWhatIsNoKey) {
  for (const char* wrong : {"[a downwards]", "[a desc nulls]", "[[a]]", "{a: b}", "[]", "[\"\"]"}) {
    config::Findings findings;
    Read(wrong, findings);
    EXPECT_TRUE(findings.has_errors()) << wrong;
  }
}

TEST(CommonPrefix, StopsAtTheFirstDifference) {
  const Order wanted{{"a"}, {"b"}, {"c"}};
  EXPECT_EQ(CommonPrefix({}, wanted), 0u);
  EXPECT_EQ(CommonPrefix({{"a"}}, wanted), 1u);
  EXPECT_EQ(CommonPrefix({{"a"}, {"b", true}}, wanted), 1u);
  EXPECT_EQ(CommonPrefix({{"a"}, {"b"}, {"c"}, {"d"}}, wanted), 3u);
}

}  // namespace
}  // namespace etl::plan
