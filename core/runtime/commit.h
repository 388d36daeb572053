// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugin/registry.h"
#include "runtime/journal.h"
#include "runtime/state_file.h"
#include "runtime/step_run.h"

namespace etl::runtime {

// Publishes the sinks of a run, all or none:
//
//   every sink prepares → the decision is written to the journal and synced → every sink is settled
//   → the journal goes
//
// Before the decision a failure undoes everything; after it nothing is undone any more: what could
// not be published is finished by the next run or by `etl recover`. One thread.
class Commit {
 public:
  Commit(std::vector<StepRun*> sinks, Journal& journal)
      : sinks_(std::move(sinks)), journal_(journal) {}

  // Throws StepFailure; Abort then.
  void Prepare();
  // After it: the pipeline's new state is one more participant. Throws EnvironmentError.
  void PrepareState(StateFile file, const plan::CursorStates& cursors, std::string run_id);
  // Before Decide: nothing has been published, and nothing will be. Undoes what was prepared; false
  // if something could not be undone, which the next run does with the journal.
  bool Abort();
  // The point of no return. Throws EnvironmentError.
  void Decide();
  // Throws StepFailure with ETL_UNKNOWN_OUTCOME if a sink could not be published.
  void Publish();

 private:
  struct State {
    StateFile file;
    std::string run_id;
  };
  struct Prepared {
    StepRun* sink;
    std::string token;
  };

  std::vector<StepRun*> sinks_;
  Journal& journal_;
  std::vector<Prepared> prepared_;
  std::optional<State> state_;
};

// Finishes or undoes the state of a dead run, with the lock of its pipeline's folder held. Throws
// EnvironmentError.
void RecoverState(const StateFile& file, const JournalContent& content);

// Settles one token of a component, on no instance. Throws StepFailure.
void Settle(const etl_component& component, plan::StepHost& host, const plan::OptionNode* options,
            const std::string& token, etl_decision decision);

// Finishes or undoes what a dead run left, as its journal says: publishes everything if the
// decision was made, else removes everything. `plan` may be null: then sinks are settled without
// their options. Returns what was done, one line a sink. Throws StepFailure, or Error.
std::vector<std::string> Recover(const JournalContent& content, plugin::Registry& registry,
                                 const plan::HostEnvironment& environment,
                                 const plan::PipelinePlan* plan);

}  // namespace etl::runtime
