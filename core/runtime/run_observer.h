// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plan/pipeline_plan.h"
#include "runtime/executor.h"
#include "runtime/report.h"
#include "runtime/step_run.h"

namespace etl::runtime {

// Looks at a run while its rows move and when they have: what its steps have done so far and, if
// asked for, how the run went. Writes both into the run's report. Used by the run's own thread; all
// that it is given outlives it.
class RunObserver {
 public:
  using Progress = std::function<void(const RunReport& so_far)>;

  // Times count from `started`. `progress`: is told about ten times a second; may be empty.
  RunObserver(const plan::PipelinePlan& plan, const plan::CursorStates& last_cursors,
              RunContext& context, const Executor& executor, RunReport& report,
              std::chrono::steady_clock::time_point started, Progress progress);

  // The steps are open, and their rows begin to move; `history`: how that goes is kept.
  void Start(bool history);
  // Called now and then while they move.
  void Tick();
  // They no longer do; `moved`: all are where they belong.
  void End(bool moved);
  // The report of the run's end, whether it has started or not.
  void Finish();

 private:
  double Elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }
  void FillSteps();
  void Remember();
  std::vector<SortReport> SortsOf(std::size_t step) const;
  const std::string& InputOf(std::size_t step, std::size_t input) const;  // its step's name
  std::optional<CursorMove> MoveOf(const plan::StepPlan& step) const;

  const plan::PipelinePlan& plan_;
  const plan::CursorStates& last_cursors_;
  RunContext& context_;
  const Executor& executor_;
  RunReport& report_;
  const std::chrono::steady_clock::time_point started_;
  const Progress progress_;
  double shown_ = 0;  // when progress was told
  bool moved_ = false;
};

}  // namespace etl::runtime
