// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace etl::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

runtime::RunReport Report(std::int64_t rows, runtime::StepTiming source, runtime::StepTiming sink) {
  runtime::RunReport report;
  report.pipeline = "p";
  runtime::StepReport in{"in", "sources", "x", {}, {}};
  in.counters.rows_out = rows;
  in.counters.bytes_out = rows * 1024;
  in.counters.times = source;
  runtime::StepReport out{"out_file", "sinks", "y", {"in"}, {}};
  out.counters.rows_in = rows / 2;
  out.counters.times = sink;
  report.steps = {in, out};
  return report;
}

TEST(ProgressView, TellsRowsRatesAndWhoWaits) {
  ProgressView view;
  view.Look(Report(1000, {0.5, 0, 0.5, 0}, {0.1, 0.9, 0, 0}), 1, 200);
  const auto lines = view.Look(Report(3000, {0.6, 0, 1.4, 0}, {1, 1, 0, 0}), 2, 200);
  EXPECT_EQ(lines.headline, "p  2 s  3,000 rows read");
  EXPECT_THAT(lines.steps,
              ElementsAre("  in        3,000 rows  2,000 rows/s  2.9 MiB  waiting for room",
                          "  out_file  1,500 rows  1,000 rows/s           working"));
}

TEST(ProgressView, AStepWithoutAnyTimeIsIdle) {
  ProgressView view;
  const auto report = Report(1000, {0.5, 0, 0, 0}, {0, 0.5, 0, 0});
  view.Look(report, 1, 200);
  const auto lines = view.Look(report, 2, 200);
  EXPECT_THAT(lines.steps[0], HasSubstr("idle"));
  EXPECT_THAT(lines.steps[0], Not(HasSubstr("rows/s")));
}

TEST(ProgressView, AShareOnlyWhereTheWholeIsKnown) {
  ProgressView view;
  auto report = Report(1000, {0.5, 0, 0, 0}, {0, 0.5, 0, 0});
  EXPECT_THAT(view.Look(report, 1, 200).steps[0], Not(HasSubstr("%")));
  report.steps[0].counters.parts = 8;
  report.steps[0].counters.parts_done = 3;
  EXPECT_THAT(view.Look(report, 1.1, 200).steps[0], HasSubstr("37 %"));
  EXPECT_THAT(ProgressLine(report, 10), HasSubstr("in 1,000 (37 %) · out_file 500"));
}

TEST(ProgressView, ANarrowTerminalLosesBytesAndRatesFirst) {
  ProgressView view;
  const auto report = Report(1000, {1, 0, 0, 0}, {1, 0, 0, 0});
  EXPECT_EQ(view.Look(report, 1, 50).steps[0], "  in        1,000 rows  1,000 rows/s  working");
  EXPECT_EQ(view.Look(report, 1.1, 40).steps[0], "  in        1,000 rows  working");
  EXPECT_EQ(view.Look(report, 1.2, 12).steps[0], "  in       …");
}

TEST(ProgressView, RatesDoNotJumpBetweenTwoLooks) {
  ProgressView view;
  view.Look(Report(1000, {1, 0, 0, 0}, {}), 1, 200);
  const auto lines = view.Look(Report(1100, {1.1, 0, 0, 0}, {}), 1.1, 200);
  EXPECT_THAT(lines.steps[0], HasSubstr("1,000 rows/s"));
}

}  // namespace
}  // namespace etl::cli
