// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/failure.h"
#include "runtime/run_history.h"
#include "runtime/statement_log.h"
#include "runtime/step_times.h"

namespace etl::runtime {

// What a step has done so far.
struct StepCounters {
  std::int64_t rows_in = 0, rows_out = 0, batches_out = 0, bytes_out = 0, rejected = 0;
  std::int64_t peak_memory = 0;                  // bytes of the budget
  std::int64_t parts = 0, parts_done = 0;        // of a source that is read in equal parts
  std::map<std::string, std::int64_t> metrics;   // "pairs", "queries", ...
  std::map<std::string, std::string> artifacts;  // texts for the report, by media type
  StepTiming times = {};                         // of the step's threads
  StatementLog statements = {};                  // of a run that is profiled
};

// How far an incremental source had been read, and has been with this run.
struct CursorMove {
  std::string column;
  std::optional<std::string> from, to;  // nullopt: not at all, or no news
};

// One line of a step's `assert:`.
struct AssertionVerdict {
  enum class Verdict { kHeld, kBroken, kUnknown };  // kUnknown: the run ended before it was known
  std::string text;
  Verdict verdict = Verdict::kUnknown;
  std::string said;  // why it is broken
};

// A sort that the planner put before a step.
struct SortReport {
  std::string input;
  StepTiming times;
  std::int64_t peak_memory = 0;
};

struct StepReport {
  std::string name, section, plugin;
  std::vector<std::string> inputs;  // names of the steps it reads
  StepCounters counters;
  bool rejects = false;  // it may reject rows

  // Rows that it was given, or that a source found.
  std::int64_t rows_read() const {
    return section == "sources" ? counters.rows_out + counters.rejected : counters.rows_in;
  }
  std::optional<CursorMove> cursor = {};  // of an incremental source
  std::vector<AssertionVerdict> assertions = {};
  std::vector<SortReport> sorts = {};
};

// How a run ended.
enum class Outcome { kDone, kDryRun, kFailed, kInterrupted };

struct RunReport {
  Outcome outcome = Outcome::kFailed;
  int exit_code = 1;
  std::string pipeline, run_id;
  double elapsed_seconds = 0;
  std::int64_t peak_rss_bytes = 0;
  std::vector<StepReport> steps;  // sources, transforms, sinks
  std::optional<plan::StepFailure> failure;
  std::vector<plan::StepFailure> excess;  // steps that rejected more rows than they may
  std::shared_ptr<RunHistory> history;    // if it was asked for
  int signal = 0;                         // kInterrupted
  std::string recorded, replayed_from;    // folders; empty: it was not
  bool profile = false;                   // tell what each step sent and how long it took

  const StepReport* Find(std::string_view step) const;
  // Rows of the sources.
  std::int64_t rows_read() const;
  // Of all steps; nullopt if none may reject any.
  std::optional<std::int64_t> rows_rejected() const;
};

// One JSON object: {"ok", "pipeline", "run_id", "elapsed_s", "peak_rss_bytes", "steps": {name:
// {"rows_in", ...}}}, with "error" on failure; `with_artifacts` adds the sample and the DDL.
std::string ToJson(const RunReport& report, bool with_artifacts);

// The summary for people, a few lines; `with_artifacts` as above.
std::string ToText(const RunReport& report, bool with_artifacts);

// Writes the report to a file, atomically: as text if its name ends in .txt, else as JSON. Throws
// EnvironmentError.
void WriteReport(const RunReport& report, const std::filesystem::path& path);
// The same with a text that is there already.
void WriteReportText(const RunReport& report, const std::string& text,
                     const std::filesystem::path& path);

// The table that `--profile` adds to the summary: what each step moved, how long it took, and the
// statements that it sent. Begins with a line break.
std::string ProfileText(const RunReport& report);

// The process's peak resident memory so far, bytes.
std::int64_t PeakRss();

}  // namespace etl::runtime
