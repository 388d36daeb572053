// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/display_text.h"

namespace etl::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DisplayText, WidthIsWhatATerminalShows) {
  EXPECT_EQ(DisplayWidth(""), 0U);
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("é"), 1U);
  EXPECT_EQ(DisplayWidth("e\xcc\x81"), 1U);  // a combining accent
  EXPECT_EQ(DisplayWidth("中文"), 4U);
  EXPECT_EQ(DisplayWidth("\U0001f600"), 2U);
  EXPECT_EQ(DisplayWidth("∅…─"), 3U);
}

TEST(DisplayText, EscapesWhatWouldMoveTheCursorOrHide) {
  EXPECT_EQ(EscapeForDisplay("a\tb\r\n", 99), "a\\tb\\r\\n");
  EXPECT_EQ(EscapeForDisplay("\x1b[31m", 99), "\\x1b[31m");
  EXPECT_EQ(EscapeForDisplay(std::string_view("\0x\x7f", 3), 99), "\\x00x\\x7f");
  EXPECT_EQ(EscapeForDisplay("\xc2\x9b", 99), "\\x9b");  // CSI as one character
  EXPECT_EQ(EscapeForDisplay("\u202eabc", 99), "\\u202eabc");
  EXPECT_EQ(EscapeForDisplay("a\u200bb\ufeff", 99), "a\\u200bb\\ufeff");
  EXPECT_EQ(EscapeForDisplay("\U000e0041", 99), "\\ue0041");
  EXPECT_EQ(EscapeForDisplay("é中", 99), "é中");
}

TEST(DisplayText, WhatIsNoUtf8IsReplacedByteByByte) {
  EXPECT_EQ(EscapeForDisplay("a\xff\xc3", 99), "a\ufffd\ufffd");
  EXPECT_EQ(EscapeForDisplay("\xe4\xb8", 99), "\ufffd\ufffd");
  EXPECT_EQ(EscapeBytes("a\xff\n\ufffd中\xe4\xb8"), "a\\xff\n\ufffd中\\xe4\\xb8");
}

TEST(DisplayText, LooksAtTheBeginningOfALongTextOnly) {
  const std::string text(1 << 20, 'x');
  EXPECT_EQ(EscapeForDisplay(text, 10).size(), 11U);
}

TEST(DisplayText, CutsBetweenCharacters) {
  EXPECT_EQ(CutToWidth("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToWidth("abcdef", 5), "abcd…");
  EXPECT_EQ(CutToWidth("abcdef", 1), "…");
  EXPECT_EQ(CutToWidth("中文字", 6), "中文字");
  EXPECT_EQ(CutToWidth("中文字", 5), "中文…");
  EXPECT_EQ(CutToWidth("中文字", 4), "中…");  // half a character fits nowhere
  EXPECT_EQ(CutToWidth("e\xcc\x81tat", 3), "e\xcc\x81t…");
}

Table::Column Column(std::string name, std::vector<std::string> cells, bool right = false) {
  return {std::move(name), "t", right, std::move(cells)};
}

TEST(Table, AlignsByWidth) {
  const TableText text =
      Render({{Column("n", {"1", "100"}, true), Column("s", {"中", "x"})}}, 9, 0);
  EXPECT_EQ(text.text,
            "  n  s\n"
            "  t  t\n"
            "───  ──\n"
            "  1  中\n"
            "100  x\n");
  EXPECT_THAT(text.left_out, IsEmpty());
}

TEST(Table, CutsTheWidestColumnsFirst) {
  const Table table{{Column("a", {"12345678"}), Column("b", {"1234567890123456"})}};
  EXPECT_EQ(Render(table, 99, 18).text.substr(0, 200),
            "a         b\n"
            "t         t\n"
            "────────  ────────\n"
            "12345678  1234567…\n");
}

TEST(Table, LeavesOutColumnsAtTheEndThatHaveNoRoom) {
  const Table table{{Column("a", {"123456"}), Column("b", {"123456"}), Column("c", {"123456"})}};
  EXPECT_THAT(Render(table, 99, 15).left_out, ElementsAre("c"));
  EXPECT_THAT(Render(table, 99, 3).left_out, ElementsAre("b", "c"));
  EXPECT_EQ(Render(table, 99, 3).text, "a\nt\n───\n12…\n");
}

TEST(Table, OfNoRowsAndOfNoColumns) {
  EXPECT_EQ(Render({{Column("a", {})}}, 99, 0).text, "a\nt\n─\n");
  EXPECT_EQ(Render({}, 99, 80).text, "\n\n\n");
}

}  // namespace
}  // namespace etl::cli
