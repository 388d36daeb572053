// SPDX-License-Identifier: Apache-2.0
#include "cli/graph/escape.h"

#include <gtest/gtest.h>

namespace etl::cli {
namespace {

TEST(Escape, LeavesNoMarkup) {
  EXPECT_EQ(Escape("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  EXPECT_EQ(Escape("</script><script>"), "&lt;/script&gt;&lt;script&gt;");
}

TEST(Escape, LeavesNoByteThatXmlRefuses) {
  EXPECT_EQ(Escape("a\x1b[31mb\nc\td"), "a\xef\xbf\xbd[31mb\nc\td");
  EXPECT_EQ(Escape("\xff|\xc3|\xed\xa0\x80"),
            "\xef\xbf\xbd|\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(Escape("\xef\xbf\xbf"), "\xef\xbf\xbd");  // U+FFFF is no character
  EXPECT_EQ(Escape("Cé 名 😀"), "Cé 名 😀");
}

TEST(Shorten, CutsBetweenCharacters) {
  EXPECT_EQ(Shorten("müller", 6), "müller");
  EXPECT_EQ(Shorten("müller", 3), "mü…");
  EXPECT_EQ(TextColumns("名前"), 4U);
  EXPECT_EQ(Shorten("名前名前", 5), "名前…");
  EXPECT_EQ(Shorten("", 5), "");
}

}  // namespace
}  // namespace etl::cli
