// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/paging_guess.h"

#include <gtest/gtest.h>

namespace etl::rest {
namespace {

struct Asked {
  StringMap headers = {}, query = {};
  std::string records = "/r";
  std::int64_t count = 2;
};

// "by: page, total_pages: /pages"; what is taken back of the query as "-query.page".
std::string Guess(const std::string& text, const Asked& asked = {}) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(text);
  RestOptions options;
  options.query = asked.query;
  const PagingGuess guess =
      GuessPaging(parser.parse(padded).value(), asked.headers, options, asked.records, asked.count);
  std::string out;
  for (const auto& [name, value] : guess.options) {
    out += out.empty() ? "" : ", ";
    out += value.empty() ? "-" + name : name.substr(name.find('.') + 1) + ": " + value;
  }
  if (guess.total) out += " (" + std::to_string(*guess.total) + ")";
  EXPECT_FALSE(guess.note.empty());
  return out;
}

TEST(PagingGuess, TakesTheSurestHint) {
  const Asked link{{{"link", "<http://h/x?page=2>; rel=\"next\""}}};
  EXPECT_EQ(Guess(R"({"r": [], "total_pages": 3})", link), "by: link");
  EXPECT_EQ(Guess(R"({"r": [], "total_pages": 3, "next": "http://h/x?page=2"})"),
            "by: next, next: /next");
  EXPECT_EQ(Guess(R"({"r": [], "links": {"self": "/a", "next": {"href": "/b"}}})"),
            "by: next, next: /links/next/href");
  EXPECT_EQ(Guess(R"({"r": [], "meta": {"totalPages": 3, "total": 9, "next_cursor": "x"}})"),
            "by: page, total_pages: /meta/totalPages (9)");
  EXPECT_EQ(Guess(R"({"r": [], "has_more": true, "next_cursor": "x"})"),
            "by: cursor, cursor: /next_cursor, parameter: cursor");
}

TEST(PagingGuess, FindsTheNamesOfParametersInTheQuery) {
  EXPECT_EQ(Guess(R"({"r": [], "pages": 3})", {{}, {{"pageNumber", "1"}, {"q", "x"}}}),
            "by: page, -query.pageNumber, parameter: pageNumber, total_pages: /pages");
  EXPECT_EQ(Guess(R"({"r": [], "total": 9})", {{}, {{"skip", "0"}, {"take", "2"}}}),
            "by: offset, -query.skip, parameter: skip, total: /total (9)");
  EXPECT_EQ(Guess(R"({"r": [], "nextPageToken": "x"})", {{}, {{"token", "y"}}}),
            "by: cursor, cursor: /nextPageToken, -query.token, parameter: token");
}

TEST(PagingGuess, NamesCursorParametersByTheirKeys) {
  EXPECT_EQ(Guess(R"({"r": [], "nextPageToken": "x"})"),
            "by: cursor, cursor: /nextPageToken, parameter: pageToken");
  EXPECT_EQ(Guess(R"({"r": [], "next_page_token": "x"})"),
            "by: cursor, cursor: /next_page_token, parameter: page_token");
  EXPECT_EQ(Guess(R"({"r": [], "page_info": {"end_cursor": "x"}})"),
            "by: cursor, cursor: /page_info/end_cursor, parameter: after");
  EXPECT_EQ(Guess(R"({"r": [], "next": "opaque"})"),
            "by: cursor, cursor: /next, parameter: cursor");
}

TEST(PagingGuess, CountsFromZeroWhereThePageDoes) {
  EXPECT_EQ(Guess(R"({"r": [], "page": 0, "total_pages": 3})"),
            "by: page, start: 0, total_pages: /total_pages");
  EXPECT_EQ(Guess(R"({"r": [], "page": 1, "total": 9})"), "by: page, total: /total (9)");
  EXPECT_EQ(Guess(R"({"r": [], "offset": 0, "total": 9})"), "by: offset, total: /total (9)");
  EXPECT_EQ(Guess(R"({"r": [], "startIndex": 0, "total": 9})"),
            "by: offset, parameter: startIndex, total: /total (9)");
}

TEST(PagingGuess, SeesThatThisIsAll) {
  EXPECT_EQ(Guess(R"({"r": [], "total": 2})"), " (2)");
  EXPECT_EQ(Guess(R"({"r": [], "count": 1})"), "");  // less than there are: something else
  EXPECT_EQ(Guess(R"({"r": [], "next": null})"), "by: next, next: /next");
  EXPECT_EQ(Guess(R"({"r": [], "cursor": null})"),
            "by: cursor, cursor: /cursor, parameter: cursor");
  EXPECT_EQ(Guess(R"([])", {{}, {}, "", 2}), "");
  // What stands in the records says nothing of pages.
  EXPECT_EQ(Guess(R"({"r": {"next": "http://h/x", "total_pages": 3}})"), "");
}

TEST(PagingGuess, ReadsHeadersWhereThePageSaysNothing) {
  EXPECT_EQ(Guess("[]", {{{"X-Next-Cursor", "abc"}}, {}, "", 2}),
            "by: cursor, cursor_header: X-Next-Cursor");
  EXPECT_EQ(Guess("[]", {{{"x-total-count", "9"}}, {}, "", 2}), "by: page");
}

}  // namespace
}  // namespace etl::rest
