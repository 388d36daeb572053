// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/journal.h"
#include "runtime/state_file.h"
#include "runtime/step_run.h"

namespace etl::runtime {

// Publishes the sinks of a run, all or none:
//
//   every sink prepares → the decision → every sink is settled → the journal goes
//
// The decision is a record in the journal, synced; or, if one sink is volatile, that its
// transaction is committed: the journal says beforehand that this is what to ask for. Before the
// decision a failure undoes everything; after it nothing is undone any more: what could not be
// published is finished by the next run or by `etl recover`. One thread.
class Commit {
 public:
  Commit(std::vector<StepRun*> sinks, Journal& journal);

  // The volatile one last: what it holds open in a server is held for the shortest time. Throws
  // StepFailure; Abort then.
  void Prepare();
  // After it: the pipeline's new state is one more participant. Throws EnvironmentError.
  void PrepareState(StateFile file, const plan::CursorStates& cursors, std::string run_id);
  // Before the decision: nothing has been published, and nothing will be. Undoes what was prepared;
  // false if something could not be undone, which the next run does with the journal. A volatile
  // sink's instance is gone by now.
  bool Abort();
  // The point of no return. Throws Error or StepFailure: nothing is decided, Abort then. But with
  // ETL_UNKNOWN_OUTCOME nobody knows: nothing must be undone, and the journal stays.
  void Decide();
  // Throws StepFailure with ETL_UNKNOWN_OUTCOME if a sink could not be published.
  void Publish();

  // The sink whose instance is needed until the decision; null if there is none.
  const StepRun* volatile_sink() const { return volatile_; }

 private:
  struct State {
    StateFile file;
    std::string run_id;
  };
  struct Prepared {
    StepRun* sink;
    std::string token;
  };

  void CommitVolatile();

  std::vector<StepRun*> sinks_;
  Journal& journal_;
  StepRun* volatile_ = nullptr;
  std::vector<Prepared> prepared_;
  std::optional<State> state_;
};

// Finishes or undoes the state of a dead run, with the lock of its pipeline's folder held. Throws
// EnvironmentError.
void RecoverState(const StateFile& file, const JournalContent& content);

// Settles one token of a component, on no instance. Throws StepFailure.
void Settle(const etl_component& component, plan::StepHost& host, const plan::OptionNode* options,
            const std::string& token, etl_decision decision);

// Whether the transaction of a volatile sink was committed; asks again for a few seconds if it
// cannot be told. Throws StepFailure.
bool AskCommitted(const etl_component& component, plan::StepHost& host,
                  const plan::OptionNode* options, const std::string& token);

}  // namespace etl::runtime
