// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "etl/context.h"

namespace etl::rest {

// Fetches pages ahead on worker threads and hands them over in their order. At most `concurrency`
// pages are in flight or waiting; fewer when memory is short. Pages count from 0 here.
// One thread reads; any may stop.
class PageQueue {
 public:
  // Bytes of waiting pages for which no memory is asked.
  static constexpr std::int64_t kPlannedMemory = 4 << 20;

  using Fetch = std::function<std::string(std::int64_t page)>;
  // Makes the function of one worker, on that worker.
  using MakeFetch = std::function<Fetch()>;

  explicit PageQueue(int concurrency) : concurrency_(concurrency) {}
  PageQueue(const PageQueue&) = delete;
  ~PageQueue();

  // Begins with page 0 alone; the others are not known yet.
  void Start(Context& context, MakeFetch make_fetch);
  // How many pages there are. Called once, after page 0 has been taken.
  void SetTotal(std::int64_t total);

  // Whether Next returns at once.
  bool ready() const;
  // The next page; nullopt after the last. Throws what its fetch threw, or Cancelled.
  std::optional<std::string> Next();

  void Stop() noexcept;

 private:
  struct Slot {
    std::string body;
    std::exception_ptr error;
    std::int64_t reserved = 0;
  };

  void AddWorkers(std::int64_t count);
  void Work();
  // The next page that may be fetched now, with its memory; nullopt: no more. Blocks.
  std::optional<std::int64_t> Take(std::int64_t& reserved);
  bool TryReserve(std::int64_t page, std::int64_t& reserved);
  void GiveBack(std::int64_t reserved);
  void Put(std::int64_t page, Slot slot);

  const int concurrency_;
  Context* context_ = nullptr;
  MakeFetch make_fetch_;
  std::vector<std::thread> workers_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::int64_t, Slot> slots_;
  std::int64_t total_ = 1;
  bool total_known_ = false, failed_ = false, stopped_ = false;
  std::int64_t next_fetched_ = 0, next_read_ = 0;
  std::int64_t largest_ = 0;   // body so far: what the next ones may need
  std::int64_t reserved_ = 0;  // of all pages in flight or waiting
};

}  // namespace etl::rest
