// SPDX-License-Identifier: Apache-2.0
#include "cli/test/row_values.h"

#include <gtest/gtest.h>

#include "config/test_support.h"
#include "config/yaml.h"
#include "etl/value_text.h"

namespace etl::cli {
namespace {

// The value of `x: TEXT` in a column of this type, or what is wrong with it.
std::string Read(const std::string& type, const std::string& text) {
  config::Findings findings;
  const config::Node row = config::ParseYaml("x: " + text + "\n", "t", findings);
  const DeclaredType declared = ParseType(type);
  const Schema schema({Field{"x", declared.type, true, declared.max_chars}});
  const RecordBatch batch = ReadRows({row}, schema, "rows", findings);
  if (findings.has_errors()) return config::ToString(findings.all().front());
  return FormatValue(batch.column(0), 0);
}

TEST(RowValuesTest, ReadsEveryType) {
  EXPECT_EQ(Read("int", "-2147483648"), "-2147483648");
  EXPECT_EQ(Read("bigint", "9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(Read("ubigint", "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(Read("double", "1e300"), "1e+300");
  EXPECT_EQ(Read("double", ".nan"), "NaN");
  EXPECT_EQ(Read("double", "-.inf"), "-Infinity");
  EXPECT_EQ(Read("decimal(38,2)", "123456789012345678901234567890123456.78"),
            "123456789012345678901234567890123456.78");
  EXPECT_EQ(Read("decimal(4,2)", "'1.5'"), "1.50");
  EXPECT_EQ(Read("bool", "true"), "true");
  EXPECT_EQ(Read("string", "yes"), "yes");
  EXPECT_EQ(Read("string", "007"), "007");
  EXPECT_EQ(Read("string", "'null'"), "null");
  EXPECT_EQ(Read("binary", "0x00ff"), "0x00ff");
  EXPECT_EQ(Read("date", "2024-02-29"), "2024-02-29");
  EXPECT_EQ(Read("timestamp", "2024-02-29 10:00:00.5"), "2024-02-29T10:00:00.500000");
  EXPECT_EQ(Read("timestamptz", "2024-02-29T10:00:00Z"), "2024-02-29T10:00:00Z");
  EXPECT_EQ(Read("time", "'-01:00:00'"), "-01:00:00");
  EXPECT_EQ(Read("json", "{a: [1, 'x', null, 1.5, true]}"), R"({"a":[1,"x",null,1.5,true]})");
  for (const char* type : {"int", "double", "bool", "date", "string", "binary"})
    EXPECT_EQ(Read(type, "~"), "null") << type;
}

TEST(RowValuesTest, RefusesWhatIsNoneOrLosesSomething) {
  for (const auto& [type, text] :
       std::vector<std::pair<std::string, std::string>>{{"int", "2147483648"},
                                                        {"int", "'1'"},
                                                        {"int", "1.0"},
                                                        {"int", "one"},
                                                        {"int", "[1]"},
                                                        {"ubigint", "-1"},
                                                        {"double", "'1.5'"},
                                                        {"double", "x"},
                                                        {"decimal(4,2)", "1.555"},
                                                        {"decimal(4,2)", "100"},
                                                        {"bool", "1"},
                                                        {"bool", "yes"},
                                                        {"bool", "'true'"},
                                                        {"binary", "ff"},
                                                        {"binary", "0x0"},
                                                        {"binary", "0xgg"},
                                                        {"date", "2023-02-29"},
                                                        {"date", "2024-1-1"},
                                                        {"timestamp", "2024-02-29T10:00:00Z"},
                                                        {"timestamptz", "2024-02-29T10:00:00"},
                                                        {"varchar(3)", "abcd"}})
    EXPECT_NE(Read(type, text).find("t:1:4: error: rows[0].x: "), std::string::npos)
        << type << " " << text << " → " << Read(type, text);
  EXPECT_EQ(Read("varchar(4)", "Žofe"), "Žofe");
}

TEST(RowValuesTest, NamesTheColumnThatThereIsNot) {
  config::Findings findings;
  const config::Node row = config::ParseYaml("nmae: Ann\n", "t", findings);
  ReadRows({row}, Schema{{"name", Utf8()}, {"id", Int32(), false}}, "rows", findings);
  EXPECT_EQ(config::Lines(findings),
            (std::vector<std::string>{
                "t:1:1: error: rows[0]: there is no column `nmae`; did you mean `name`? "
                "[unknown-column]",
                "t:1:1: error: rows[0].id: it cannot be null [wrong-type]"}));
}

}  // namespace
}  // namespace etl::cli
