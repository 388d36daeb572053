// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/call_text/call_text.h"

#include <gtest/gtest.h>

#include "etl/error.h"

namespace etl::call_text {
namespace {

// "name[argument|argument+after]{word,word}"
std::string Read(std::string_view text) {
  const Call call = ParseCall(text, nullptr);
  std::string out = call.name.text + "[";
  for (const Piece& piece : call.arguments)
    out += (out.back() == '[' ? "" : "|") + piece.text + (piece.quoted ? "+" + piece.after : "");
  out += "]";
  for (const Piece& piece : call.words)
    out += "{" + piece.text + "@" + std::to_string(piece.at) + "}";
  return out;
}

std::string Problem(std::string_view text) {
  try {
    ParseCall(text, nullptr);
  } catch (const ConfigError& error) {
    return std::to_string(error.caret()) + " " + error.what();
  }
  return "none";
}

TEST(ParseCall, TakesNameArgumentsAndWords) {
  EXPECT_EQ(Read("count"), "count[]");
  EXPECT_EQ(Read(" count ( ) "), "count[]");
  EXPECT_EQ(Read("avg(internal.price, 2)"), "avg[internal.price|2]");
  EXPECT_EQ(Read("int( -1 ,5 ) null 5% unique"), "int[-1|5]{null@13}{5%@18}{unique@21}");
}

TEST(ParseCall, QuotedArgumentsHoldAnything) {
  EXPECT_EQ(Read("choice('a, b)' * 2, \"it's\", 'it''s', '', cat*3)"),
            "choice[a, b)+* 2|it's+|it's+|+|cat*3]");
}

TEST(ParseCall, SaysWhereItIsWrong) {
  const std::string form = " is not of the form NAME(ARGUMENT, ...): ";
  EXPECT_EQ(Problem(""), "0 ''" + form + "a name is needed first");
  EXPECT_EQ(Problem("int(1, 2"), "8 'int(1, 2'" + form + "`)` is missing");
  EXPECT_EQ(Problem("int("), "4 'int('" + form + "an argument is empty; quote the empty text: ''");
  EXPECT_EQ(Problem("int(1,)"),
            "6 'int(1,)'" + form + "an argument is empty; quote the empty text: ''");
  EXPECT_EQ(Problem("choice('a)"), "7 'choice('a)'" + form + "the quote is not closed");
}

}  // namespace
}  // namespace etl::call_text
