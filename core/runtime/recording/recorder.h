// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "plan/pipeline_plan.h"
#include "runtime/recording/manifest.h"
#include "runtime/recording/pseudonym.h"
#include "runtime/recording/row_file.h"
#include "runtime/reject_report.h"

namespace etl::runtime {

// Writes what one step gives. Used by the thread that reads the step; its rejects by another, when
// the step has ended.
class StepRecorder {
 public:
  // Throws EnvironmentError.
  StepRecorder(const plan::StepPlan& step, const std::filesystem::path& folder,
               const Pseudonyms& pseudonyms, const std::vector<std::string>& masked_columns,
               bool keeps_input_sum);

  void Add(const RecordBatch& batch);
  // What the step was given.
  void AddInput(const RecordBatch& batch);
  void AddRejects(const RecordBatch& batch);
  // There are no more rows.
  void End() { ended_ = true; }
  bool ended() const { return ended_; }

  // Closes the files, and says what they hold. Throws EnvironmentError.
  RecordedStep Finish();

 private:
  const plan::StepPlan& step_;
  const std::filesystem::path folder_;
  const Pseudonyms& pseudonyms_;
  std::vector<int> masked_;
  RowFileWriter rows_;
  std::optional<RowFileWriter> rejects_;
  std::optional<RowSum> input_;
  bool keeps_input_sum_, ended_ = false;
};

// Keeps what the steps give that read from outside, so that the run can be done again without it.
// The folder appears when all of it is there, or not at all. Add and Find before and while rows
// move, Publish when that has ended.
class Recorder {
 public:
  struct Request {
    std::filesystem::path folder;     // must not be there yet
    std::vector<std::string> masked;  // "step.column"
    std::string run_id, run_date;
  };

  // Throws ConfigError, EnvironmentError.
  explicit Recorder(Request request);
  ~Recorder();
  Recorder(const Recorder&) = delete;

  const std::filesystem::path& folder() const { return request_.folder; }
  // Whether a run with such a step keeps what it gives.
  static bool Keeps(const plan::StepPlan& step);

  // Before rows move: makes the folder under another name, and the recorder of each step. Throws
  // ConfigError: there is nothing to mask there.
  void Begin(const plan::PipelinePlan& plan, const std::vector<bool>& needed);
  // Null: nothing is kept of this step.
  StepRecorder* Find(std::string_view step) const;

  // The steps that have not been read to their end: there will be no recording.
  std::vector<std::string> Unfinished() const;
  // Throws EnvironmentError.
  void Publish(const StepRuns& runs, const config::PipelineConfig& config,
               const config::Secrets& secrets);

 private:
  using MaskedColumns = std::map<std::string, std::set<std::string>>;  // by step
  MaskedColumns FindMasked(const plan::PipelinePlan& plan) const;
  void KeepParams(const config::PipelineConfig& config, const config::Secrets& secrets);

  Request request_;
  Pseudonyms pseudonyms_;
  std::filesystem::path unfinished_;  // the folder until it is published; empty: there is none
  std::map<std::string, std::unique_ptr<StepRecorder>, std::less<>> steps_;
  std::vector<std::string> order_;  // of the steps
  Manifest manifest_;
};

}  // namespace etl::runtime
