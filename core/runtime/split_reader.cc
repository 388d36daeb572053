// SPDX-License-Identifier: Apache-2.0
#include "runtime/split_reader.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <thread>
#include <utility>

namespace etl::runtime {
namespace {

constexpr std::size_t kSortPartsPerLane = 4;

}  // namespace

SplitReader::SplitReader(const plan::PipelinePlan& plan, SplitChain chain, RunContext& context,
                         std::vector<std::shared_ptr<StepAccount>> accounts, std::size_t lanes)
    : plan_(plan),
      chain_(std::move(chain)),
      context_(context),
      accounts_(std::move(accounts)),
      lanes_(lanes),
      ledger_(plan, chain_),
      writing_(lanes) {
  accounts_.front()->SetParts(chain_.splits);
}

void SplitReader::FinishRejects() {
  for (std::size_t i = 0; i < accounts_.size(); ++i)
    if (RejectLog* rejects = accounts_[i]->rejects()) rejects->Finish(ledger_.RowsBefore(i));
}

std::shared_ptr<SplitLane> SplitReader::MakeLane() {
  auto lane = std::make_shared<SplitLane>(plan_, chain_, context_, accounts_);
  const std::lock_guard lock(mutex_);
  if (cancelled_) lane->Cancel();
  open_lanes_.push_back(lane);
  return lane;
}

void SplitReader::Cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const auto& lane : open_lanes_)
    if (const auto open = lane.lock()) open->Cancel();
}

SplitReader::Outcome SplitReader::ReadSplit(SplitLane& lane, std::int64_t split,
                                            const std::function<bool(RecordBatch)>& take,
                                            std::optional<plan::StepFailure>& failure) {
  try {
    const StreamPointer stream = lane.Open(split);
    while (std::optional<RecordBatch> batch = stream->Next())
      if (!take(std::move(*batch))) return Outcome::kUnwanted;
    lane.CheckReports();
    ledger_.Finish(split, lane.rows());
    accounts_.front()->CountPart();
    return Outcome::kDone;
  } catch (const plan::StepFailure& thrown) {
    failure = thrown;
  } catch (const Stopped&) {
    failure = lane.failure();
  }
  return Outcome::kFailed;
}

std::shared_ptr<SplitQueue> SplitReader::MakeQueue(std::int64_t bytes) {
  return std::make_shared<SplitQueue>(
      *plan_.steps[chain_.last()].schema, chain_.splits, static_cast<std::int64_t>(lanes_), bytes,
      context_.state.cancel(), [this] { Cancel(); },
      [this](std::int64_t split, plan::StepFailure failure) {
        context_.state.Fail(ledger_.Place(split, std::move(failure)));
      });
}

void SplitReader::WriteSplits(SplitQueue& queue) {
  FillQueue(queue);
  if (--writing_ == 0) FinishRejects();
}

void SplitReader::FillQueue(SplitQueue& queue) {
  std::shared_ptr<SplitLane> lane;
  const WorkingFor work(accounts_.back()->times());
  try {
    while (const std::optional<std::int64_t> split = queue.Take()) {
      if (!lane) lane = MakeLane();
      std::optional<plan::StepFailure> failure;
      const auto take = [&](RecordBatch batch) { return queue.Push(*split, std::move(batch)); };
      switch (ReadSplit(*lane, *split, take, failure)) {
        case Outcome::kDone:
          queue.Finish(*split);
          break;
        case Outcome::kUnwanted:
          return;
        case Outcome::kFailed:
          return queue.Fail(*split, std::move(failure));
      }
    }
  } catch (const Stopped&) {
  } catch (const plan::StepFailure& failure) {  // the lane could not be made
    context_.state.Fail(failure);
  }
}

std::size_t SplitReader::sort_parts() const {
  return std::min(static_cast<std::size_t>(chain_.splits), kSortPartsPerLane * lanes_);
}

// What the threads of one Collect share.
struct SplitReader::Collecting {
  // The parts that a lane has yet to do: neighbours, because a file is read best from front to
  // back.
  struct Share {
    std::size_t next, end;
  };

  Collecting(FullSort& of, ReductionTap* with, std::size_t part_count, std::size_t lanes)
      : sort(of), tap(with), parts(part_count) {
    for (std::size_t i = 0; i < lanes; ++i)
      shares.push_back({parts * i / lanes, parts * (i + 1) / lanes});
  }

  FullSort& sort;
  ReductionTap* const tap;
  const std::size_t parts;
  std::mutex mutex = {};
  std::vector<Share> shares;
  std::int64_t failed_split = std::numeric_limits<std::int64_t>::max();  // the first
  std::optional<plan::StepFailure> failure = {};
  std::exception_ptr error = {};  // of the sort itself

  // The next part for a lane: of its own share, else the last of whoever has most left.
  std::optional<std::size_t> Claim(std::size_t lane) {
    const std::lock_guard lock(mutex);
    if (error) return std::nullopt;
    if (shares[lane].next < shares[lane].end) return shares[lane].next++;
    const auto most = std::ranges::max_element(
        shares, {}, [](const Share& share) { return share.end - share.next; });
    if (most->next == most->end) return std::nullopt;
    return --most->end;
  }
  // Whether rows of this split still matter.
  bool Wants(std::int64_t split) {
    const std::lock_guard lock(mutex);
    return split < failed_split && !error;
  }
};

void SplitReader::CollectPart(SplitLane& lane, Collecting& work, std::size_t part) {
  const auto parts = static_cast<std::int64_t>(work.parts), at = static_cast<std::int64_t>(part);
  RunBuilder& rows = work.sort.part(part);
  for (std::int64_t split = chain_.splits * at / parts; split < chain_.splits * (at + 1) / parts;
       ++split) {
    if (!work.Wants(split)) return;
    context_.state.cancel().Check();
    std::optional<plan::StepFailure> failure;
    const auto take = [&](RecordBatch batch) {
      rows.Add(work.tap ? work.tap->Pass(std::move(batch)) : batch);
      return work.Wants(split);
    };
    if (ReadSplit(lane, split, take, failure) != Outcome::kFailed) continue;
    const std::lock_guard lock(work.mutex);
    if (split < work.failed_split) work.failed_split = split, work.failure = std::move(failure);
    return;
  }
  work.sort.Close(part);
}

void SplitReader::CollectParts(Collecting& work, std::size_t number) {
  try {
    std::shared_ptr<SplitLane> lane;
    std::size_t last = 0;
    while (const std::optional<std::size_t> part = work.Claim(number)) {
      // An instance reads its splits in ascending order.
      if (!lane || *part < last) lane = MakeLane();
      last = *part;
      CollectPart(*lane, work, *part);
    }
  } catch (...) {
    const std::lock_guard lock(work.mutex);
    if (!work.error) work.error = std::current_exception();
  }
}

void SplitReader::Collect(FullSort& sort, ReductionTap* tap) {
  Collecting work(sort, tap, sort_parts(), lanes_);
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < lanes_; ++i)
      others.emplace_back([&, i, sort_times = StepTimes::Current()] {
        const WorkingFor working(sort_times);
        CollectParts(work, i);
      });
    CollectParts(work, 0);
  }
  FinishRejects();
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) throw Stopped{};  // what was cut off is no failure
  }
  if (work.failed_split != std::numeric_limits<std::int64_t>::max()) {
    if (work.failure) context_.state.Fail(ledger_.Place(work.failed_split, *work.failure));
    throw Stopped{};
  }
  if (work.error) std::rethrow_exception(work.error);
  if (tap) tap->Finish(true);
}

}  // namespace etl::runtime
