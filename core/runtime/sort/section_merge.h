// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "runtime/sort/row_sorter.h"
#include "runtime/sort/run_merge.h"
#include "runtime/sort/section_plan.h"
#include "runtime/sort/sorted_run.h"
#include "runtime/step_times.h"

namespace etl::runtime {

// Merges sorted runs section by section: the rows of one section are collected from all runs,
// sorted by their numbers as one list, and picked together. For many runs that costs less than a
// tree of losers, and several threads can work on neighbouring sections, which leave in their
// order. Rows that are equal leave in the order of their runs. A section that is much too large, as
// many rows share its number, is merged by a RunMerge as it is handed out.
//
// Next is called by one thread; the others are its own. Key and runs outlive it.
class SectionMerge {
 public:
  // At most `window` sections are worked on or waiting at a time. `check_cancelled` is called by
  // any thread, and throws.
  SectionMerge(const Schema& schema, const SortKey& key, std::span<SortedRun> runs,
               std::vector<Section> sections, std::int64_t large_bytes, BatchLimits limits,
               std::function<void()> check_cancelled, int threads, std::size_t window);
  SectionMerge(const SectionMerge&) = delete;
  ~SectionMerge();

  // The next rows; nullopt at the end.
  std::optional<RecordBatch> Next();

 private:
  // Where a run is read: behind all sections that have been claimed.
  struct Cursor {
    SortedRun* run;
    std::size_t next_batch = 0;
    RecordBatch batch = {};
    std::vector<std::uint64_t> numbers = {};  // the first of each row
    std::size_t row = 0;
  };
  // The rows of a section, and what becomes of them.
  struct Work {
    std::vector<RecordBatch> batches = {};
    std::vector<SortEntry> entries = {};
    std::deque<RecordBatch> merged = {};
    std::exception_ptr error = {};
    bool done = false;
  };

  bool IsLarge(std::size_t section) const { return sections_[section].bytes > large_bytes_; }
  bool MayClaim() const { return claimed_ < sections_.size() && claimed_ < current_ + window_; }
  void WorkAhead(StepTimes* times);
  void ClaimAndMerge(std::unique_lock<std::mutex>& lock);
  void Collect(const KeyRange& range, Work& work);
  void CollectFrom(Cursor& cursor, const KeyRange& range, Work& work);
  bool Load(Cursor& cursor, const KeyRange& range);
  void Merge(Work& work) const;
  void Gather(Work& work) const;
  std::optional<RecordBatch> NextOfLarge();
  void Forget();

  const Schema& schema_;
  const SortKey& key_;
  std::span<SortedRun> runs_;
  const std::vector<Section> sections_;
  const std::int64_t large_bytes_;
  const BatchLimits limits_;
  const std::function<void()> check_cancelled_;
  const std::size_t window_;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<Cursor> cursors_;
  std::deque<std::shared_ptr<Work>> works_;  // from current_ on; null for a large section
  std::size_t current_ = 0, claimed_ = 0;    // sections: handed out, next to be claimed
  bool stopping_ = false;
  std::unique_ptr<RunMerge> large_;  // Next's own
  std::vector<std::jthread> threads_;
};

}  // namespace etl::runtime
