// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/found_text.h"

#include <gtest/gtest.h>

namespace etl::cli {
namespace {

plan::Found OddNames() {
  plan::Found found;
  plan::FoundTable& parent = found.tables.emplace_back();
  parent.name = "odd \"one\"";
  parent.kind = "table";
  parent.rows = 1234;
  parent.columns = {{"a b", "decimal(10,2)", "DECIMAL(10,2)", false, false, "", ""},
                    {"2\x1b[31m", "", "geometry", true, false, "", "cast it"}};
  parent.keys = {{true, {"a b"}}};
  plan::FoundTable& child = found.tables.emplace_back();
  child.name = "child";
  child.kind = "view";
  child.columns = {{"p", "int", "", true, false, "", ""}, {"q", "int", "", false, false, "", ""}};
  child.keys = {{true, {"p", "q"}}, {false, {"q"}}};
  child.references = {{{"p"}, "odd \"one\"", {"a b"}}, {{"q"}, "child", {"p"}}};
  return found;
}

TEST(FoundText, ShowsKeysAndEscapesNames) {
  EXPECT_EQ(FoundText(OddNames()),
            "odd \"one\"  table, about 1,234 rows\n"
            "  a b        decimal(10,2)  not null, primary key\n"
            "  2\\x1b[31m  ? geometry     cast it\n"
            "\n"
            "child  view\n"
            "  p  int  → odd \"one\".a b\n"
            "  q  int  not null, unique, → child.p\n"
            "  primary key (p, q)\n");
}

TEST(FoundMermaid, QuotesWhatItsGrammarCannotSay) {
  EXPECT_EQ(FoundMermaid(OddNames()),
            "erDiagram\n"
            "  \"odd 'one'\" |o--o{ child : \"p\"\n"
            "  child ||--o| child : \"q\"\n"
            "  \"odd 'one'\" {\n"
            "    decimal(10_2) a_b PK \"a b\"\n"
            "    geometry _2__31m \"2 [31m\"\n"
            "  }\n"
            "  child {\n"
            "    int p PK, FK\n"
            "    int q PK, FK, UK\n"
            "  }\n");
}

}  // namespace
}  // namespace etl::cli
