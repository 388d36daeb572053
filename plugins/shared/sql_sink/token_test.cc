// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/token.h"

#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::sql_sink {
namespace {

TEST(Token, ReadsBackAsItWasWritten) {
  const Token token{Mode::kUpsert,    "db:3306/shop", "a:b;\n\"", "s", "run", "",
                    {"x", "", "1:y"}, {"x"}};
  const Token read = Token::Read(token.Write());
  EXPECT_EQ(read.mode, token.mode);
  EXPECT_EQ(read.place, token.place);
  EXPECT_EQ(read.table, token.table);
  EXPECT_EQ(read.staging, token.staging);
  EXPECT_EQ(read.run_id, token.run_id);
  EXPECT_EQ(read.step, token.step);
  EXPECT_EQ(read.columns, token.columns);
  EXPECT_EQ(read.key, token.key);
}

TEST(Token, RefusesWhatIsNone) {
  const std::string good = Token{Mode::kReplace, "p", "t", "s", "r", "st", {"c"}, {}}.Write();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_THROW(Token::Read(good.substr(0, size)), DataError) << size;
  try {
    Token::Read("etl-temp");
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "not a token of a sink into a database");
  }
}

TEST(Token, NamesFitAndDiffer) {
  const std::string run = "20261120T113608-be17eabf";
  EXPECT_EQ(NameBeside("prices", "etl", run, 64), "prices__etl_" + run);
  const std::string a = NameBeside(std::string(60, 'x') + "a", "etl", run, 64),
                    b = NameBeside(std::string(60, 'x') + "b", "etl", run, 64);
  EXPECT_LE(a.size(), 64u);
  EXPECT_NE(a, b);
  std::string accents;
  for (int i = 0; i < 64; ++i) accents += "é";
  const std::string c = NameBeside(accents, "etl", run, 64);
  EXPECT_TRUE(c.starts_with("éé"));
  EXPECT_NE(static_cast<unsigned char>(c[c.find('_') - 1]), 0xc3) << "half a character";
}

}  // namespace
}  // namespace etl::sql_sink
