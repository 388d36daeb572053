// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/batch_stream.h"
#include "runtime/key_filter.h"
#include "runtime/step_account.h"

namespace etl::runtime {

// One input's part in a reduction (plan/reduction.h): its rows pass here before they are sorted,
// and either tell their keys or are dropped by them. Thread-safe.
class ReductionTap {
 public:
  // The input whose keys decide.
  ReductionTap(std::shared_ptr<KeyFilter> filter, std::vector<int> columns);
  // The input that loses rows, which count in the account's metric.
  ReductionTap(std::shared_ptr<KeyFilter> filter, std::vector<int> columns,
               std::shared_ptr<StepAccount> account, std::string metric);

  // What goes on of a batch; perhaps nothing. May wait for the other input.
  RecordBatch Pass(RecordBatch batch);
  // No row is to come: all have passed (`complete`), or nobody wants the rest.
  void Finish(bool complete);

 private:
  const std::shared_ptr<KeyFilter> filter_;
  const std::vector<int> columns_;
  const std::shared_ptr<StepAccount> account_;  // null: this input's keys decide
  const std::string metric_;
};

// The stream with a tap; the stream itself where there is none.
StreamPointer Tapped(StreamPointer from, std::shared_ptr<ReductionTap> tap);

}  // namespace etl::runtime
