// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "etl/record_batch.h"
#include "runtime/cancel.h"
#include "runtime/memory_budget.h"

namespace etl::runtime {

// Which keys may be among those of a stream that has been read to its end: a Bloom filter
// ("Space/time trade-offs in hash coding", 1970) with all bits of a key in one word. It never takes
// a key that is there for one that is not, so that a join can drop rows by it. First threads add
// the keys of one stream, then those that wait drop rows of another. Thread-safe; the memory and
// the token outlive it.
class KeyFilter {
 public:
  // `types` of the key's columns, the same on both sides. `expected_keys`: about how many will be
  // added, repeated ones too; -1: not known. With too little memory for them it drops nothing.
  KeyFilter(std::vector<DataType> types, StepMemory& memory, CancelToken& cancel,
            std::int64_t expected_keys = -1);
  KeyFilter(const KeyFilter&) = delete;
  ~KeyFilter();

  // `columns` of the batch are the key.
  void Add(const RecordBatch& batch, const std::vector<int>& columns);
  // All keys have been added, or (`complete` is false) not all ever will be: then nothing is
  // dropped. The first call counts.
  void Finish(bool complete);

  // The rows whose key may be there, without those with a null in it. Waits for Finish; throws
  // Stopped when the run is cancelled meanwhile.
  RecordBatch Reduce(const RecordBatch& batch, const std::vector<int>& columns);

 private:
  enum class State { kFilling, kReady, kOff };

  void Hash(const RecordBatch& batch, const std::vector<int>& columns,
            std::vector<std::uint64_t>& hashes) const;
  State Wait();
  std::atomic<std::uint64_t>& WordOf(std::uint64_t hash) const { return words_[hash >> shift_]; }

  const std::vector<DataType> types_;
  StepMemory& memory_;
  CancelToken& cancel_;
  std::int64_t granted_ = 0;
  struct Free {
    void operator()(void* words) const;
  };
  std::unique_ptr<std::atomic<std::uint64_t>[], Free> words_;
  int shift_ = 64;  // the upper bits of a hash say the word
  std::atomic<std::int64_t> keys_{0}, seen_{0}, kept_{0};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<State> state_{State::kFilling};
  CancelToken::Registration registration_;
};

}  // namespace etl::runtime
