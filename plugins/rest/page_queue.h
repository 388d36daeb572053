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
#include "plugins/rest/client.h"
#include "plugins/rest/requests.h"

namespace etl::rest {

// Fetches pages ahead on worker threads and hands them over in their order: series after series,
// and in a series page after page. Of the series that is read it fetches the pages that the reader
// has made known, of the later ones the first page. At most `concurrency` pages are in flight or
// waiting; fewer when memory is short. Pages count from 0 here. One thread reads; any may stop.
class PageQueue {
 public:
  // Bytes of waiting pages for which no memory is asked.
  static constexpr std::int64_t kPlannedMemory = 4 << 20;

  using Fetch = std::function<Answer(const PageJob& job)>;
  // Makes the function of one worker, on that worker.
  using MakeFetch = std::function<Fetch()>;

  explicit PageQueue(int concurrency) : concurrency_(concurrency) {}
  PageQueue(const PageQueue&) = delete;
  ~PageQueue();

  // Begins with the first page of each series; the others are not known yet.
  void Start(Context& context, std::int64_t series_count, MakeFetch make_fetch);
  // Of the series that is read, pages below `pages` are known. `next` is for the ones that were
  // not known before: the token, whether it is a probe.
  void Extend(std::int64_t pages, PageJob next = {});
  // All known pages of the series have been taken, and there are no more.
  void EndSeries();

  // Whether Next returns at once.
  bool ready() const;
  // The next page, which is known. Throws what its fetch threw, or Cancelled.
  Answer Next();

  void Stop() noexcept;

 private:
  using Place = std::pair<std::int64_t, std::int64_t>;  // series and page
  struct Slot {
    Answer answer;
    std::exception_ptr error;
    std::int64_t reserved = 0;
  };

  void AddWorkers(std::int64_t wanted);
  void Work();
  // The next page that may be fetched now, with its memory; nullopt: no more. Blocks.
  std::optional<PageJob> Take(std::int64_t& reserved);
  std::optional<Place> Candidate() const;
  PageJob Claim(const Place& place);
  bool MayTake(const Place& place, std::int64_t& reserved);
  bool TryReserve(const Place& place, std::int64_t& reserved);
  void GiveBack(std::int64_t reserved);
  void Put(const Place& place, Slot slot);

  const int concurrency_;
  Context* context_ = nullptr;
  MakeFetch make_fetch_;
  std::vector<std::thread> workers_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;   // for the reader: its page
  std::condition_variable may_take_;  // for the workers: a page to fetch and room for it
  std::map<Place, Slot> slots_;
  std::optional<Place> failed_;  // the first page that did: none behind it is fetched
  bool stopped_ = false;
  std::int64_t series_count_ = 0, known_ = 1;
  PageJob next_job_;              // what is special about the pages that were made known last
  Place read_{0, 0};              // the page that the reader takes next
  std::int64_t next_page_ = 0;    // of the series that is read, to be fetched
  std::int64_t next_series_ = 1;  // whose first page is to be fetched ahead
  std::int64_t outstanding_ = 0;  // in flight or waiting
  std::int64_t largest_ = 0;      // body so far: what the next ones may need
  std::int64_t reserved_ = 0;     // of all pages in flight or waiting
};

}  // namespace etl::rest
