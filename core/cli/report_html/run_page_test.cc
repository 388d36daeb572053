// SPDX-License-Identifier: Apache-2.0
#include "cli/report_html/run_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "etl/abi.h"

namespace etl::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// Whether every tag is closed in its order, as XML wants it; the first that is not, else nothing.
std::string FirstOpenTag(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string::npos) return page.substr(at, 40);
    if (page[at + 1] == '!' || page[end - 1] == '/') continue;
    const bool closes = page[at + 1] == '/';
    const std::size_t begin = at + (closes ? 2 : 1);
    const std::string name = page.substr(begin, page.find_first_of(" >", begin) - begin);
    if (!closes) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return page.substr(at, 60);
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

class RunPageTest : public testing::Test {
 protected:
  RunPageTest() {
    report_.pipeline = "p <&>";
    report_.run_id = "20260101T000000-0badcafe";
    report_.outcome = runtime::Outcome::kDone;
    report_.exit_code = 0;
    report_.elapsed_seconds = 2;
    report_.peak_rss_bytes = 40 << 20;
    runtime::StepReport a{"a", "sources", "lines", {}, {}};
    a.counters.rows_out = 1'234'567;
    a.counters.bytes_out = 3 << 20;
    a.counters.times = {1.5, 0, 0.25, 1.25};
    runtime::StepReport join{"j", "transforms", "merge", {"a", "b<>"}, {}};
    join.counters.metrics = {{"pairs", 30}, {"unmatched_left", 10}, {"unmatched_right", 60}};
    join.assertions = {{"rows at least 1", runtime::AssertionVerdict::Verdict::kHeld, ""},
                       {"unique id", runtime::AssertionVerdict::Verdict::kBroken, "<twice>"}};
    runtime::StepReport out{"o", "sinks", "file", {"j"}, {}};
    out.counters.rows_in = 77;
    out.counters.artifacts["text/plain"] = "</pre><script>alert(1)</script> s3cret-value";
    report_.steps = {a, join, out};
    plan_.nodes = {{"a", Graph::Role::kSource, {"source · lines", "2 columns"}, "", false},
                   {"j", Graph::Role::kTransform, {"transform · merge"}, "", false},
                   {"o", Graph::Role::kSink, {"sink · file"}, "", false}};
    plan_.edges = {{0, 1, {"2 columns", "sort by id"}, {"sort by id"}, ""}, {1, 2, {}, {}, ""}};
    secrets_.Add("s3cret-value");
  }

  void AddHistory() {
    auto history = std::make_shared<runtime::RunHistory>();
    history->lanes = {{"a"}, {"a sorted for j", true}};
    history->budget_bytes = 64 << 20;
    history->rows_began = 0.5;
    history->rows_ended = 1.9;
    for (int i = 0; i < 40; ++i)
      history->Add({0.5 + 0.035 * i,
                    std::int64_t{i} << 20,
                    std::int64_t{20 + i} << 20,
                    {{i, {0.02 * i, 0.015 * i, 0, 0}}, {0, {0, 0, 0.035 * i, 0}}}});
    report_.history = history;
  }

  std::string Page() const { return RunPage({report_, config_, secrets_, plan_}); }

  runtime::RunReport report_;
  config::PipelineConfig config_;
  config::Secrets secrets_;
  Graph plan_;
};

TEST_F(RunPageTest, IsWellFormedAndAlone) {
  AddHistory();
  const std::string page = Page();
  EXPECT_EQ(FirstOpenTag(page), "");
  for (const char* reference : {"href", "src=", "url(", "@import", "<script", "<link", "<img"})
    EXPECT_THAT(page, Not(HasSubstr(reference)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  // The only addresses are the names of namespaces.
  for (std::size_t at = page.find("http"); at != std::string::npos; at = page.find("http", at + 1))
    EXPECT_TRUE(page.compare(at, 26, "http://www.w3.org/2000/svg") == 0 ||
                page.compare(at, 10, "http-equiv") == 0)
        << page.substr(at, 40);
}

TEST_F(RunPageTest, TellsTheNumbers) {
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("<b>1,234,567</b><span>rows read</span>"));
  EXPECT_THAT(page, HasSubstr("<b>617,283</b><span>rows a second</span>"));
  EXPECT_THAT(page, HasSubstr(">1,234,567 rows</text>"));  // in the graph
  EXPECT_THAT(page, HasSubstr(">3 MiB</text>"));
  EXPECT_THAT(page, HasSubstr(">sort by id</text>"));
  EXPECT_THAT(page, HasSubstr(">77 rows in</text>"));
  EXPECT_THAT(page, HasSubstr("20260101T000000-0badcafe"));
  EXPECT_THAT(page, HasSubstr("✓ held"));
  EXPECT_THAT(page, HasSubstr("✗ broken: &lt;twice&gt;"));
}

TEST_F(RunPageTest, MatchesAreInProportion) {
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("class=\"left\" x=\"0.0\" y=\"2\" width=\"100.0\""));
  EXPECT_THAT(page, HasSubstr("class=\"pairs\" x=\"100.0\" y=\"2\" width=\"300.0\""));
  EXPECT_THAT(page, HasSubstr("class=\"right\" x=\"400.0\" y=\"2\" width=\"600.0\""));
  EXPECT_THAT(page, HasSubstr("60 only in b&lt;&gt;"));
}

TEST_F(RunPageTest, HidesSecretsAndMarkup) {
  const std::string page = Page();
  EXPECT_THAT(page, Not(HasSubstr("s3cret-value")));
  EXPECT_THAT(page, HasSubstr("&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt; ***"));
  EXPECT_THAT(page, HasSubstr("<h1>p &lt;&amp;&gt;</h1>"));
}

TEST_F(RunPageTest, AFailureIsTold) {
  report_.outcome = runtime::Outcome::kFailed;
  report_.exit_code = 1;
  report_.failure.emplace();
  report_.failure->status = ETL_DATA_ERROR;
  report_.failure->step = "j";
  report_.failure->message = "not in order: 'a' after <b>";
  const std::string page = Page();
  EXPECT_EQ(FirstOpenTag(page), "");
  EXPECT_THAT(page, HasSubstr("failed, nothing published"));
  EXPECT_THAT(page, HasSubstr("after &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("class=\"transform failed\""));
}

TEST_F(RunPageTest, WithoutAPlanThereIsNoGraph) {
  report_.steps.clear();
  plan_ = {};
  const std::string page = Page();
  EXPECT_EQ(FirstOpenTag(page), "");
  EXPECT_THAT(page, Not(HasSubstr("etl-graph\"")));
  EXPECT_THAT(page, Not(HasSubstr("<h2>")));
}

TEST_F(RunPageTest, TheTimelineShowsShares) {
  AddHistory();
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("a: 0.78 s working, 0.58 s waiting for rows"));
  EXPECT_THAT(page, HasSubstr("a sorted for j: 0.0 ms working"));
  EXPECT_THAT(page, HasSubstr(">rows move</text>"));
  EXPECT_THAT(page, HasSubstr("<h2>Memory</h2>"));
}

TEST(RunHistory, StaysSmall) {
  runtime::RunHistory history;
  int asked = 0;
  for (double at = 0; at < 4000; at += 0.02)
    if (history.IsDue(at)) history.Add({at, 0, 0, {}}), ++asked;
  EXPECT_LE(history.moments.size(), runtime::RunHistory::kMost);
  EXPECT_GE(history.moments.size(), runtime::RunHistory::kMost / 2);
  EXPECT_LT(asked, 10 * static_cast<int>(runtime::RunHistory::kMost));
  EXPECT_GT(history.moments.back().at, 3900);
}

}  // namespace
}  // namespace etl::cli
