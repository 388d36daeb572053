// SPDX-License-Identifier: Apache-2.0
#include "runtime/sort/run_merge.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "etl/batch_size.h"

namespace etl::runtime {
namespace {

constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

}  // namespace

RunMerge::RunMerge(const Schema& schema, const SortKey& key, std::span<SortedRun> runs,
                   KeyRange range)
    : schema_(schema), key_(key), range_(range), codes_(runs.size(), kEnded) {
  for (SortedRun& run : runs) cursors_.push_back({&run});
  for (std::uint32_t i = 0; i < cursors_.size(); ++i) {
    SeekBegin(cursors_[i]);
    if (!Load(cursors_[i])) continue;
    ++alive_;
    codes_[i] =
        key_.IsEnd({}) ? kEqual : Code{kFirstPart, cursors_[i].numbers[cursors_[i].row], {}};
  }
  Build();
}

// The first to arrive at a match waits there for the second.
void RunMerge::Build() {
  const auto size = static_cast<std::uint32_t>(cursors_.size());
  tree_.assign(std::max<std::size_t>(size, 1), kNobody);
  for (std::uint32_t i = 0; i < size; ++i) {
    std::uint32_t winner = i, match = (i + size) / 2;
    for (; match > 0; match /= 2) {
      if (tree_[match] == kNobody) {
        tree_[match] = winner;
        break;
      }
      if (Wins(tree_[match], winner)) std::swap(tree_[match], winner);
    }
    if (match == 0) tree_[0] = winner;
  }
}

std::optional<RecordBatch> RunMerge::Next(BatchLimits limits) {
  if (alive_ == 0) return std::nullopt;
  if (alive_ == 1) return TakeRest(cursors_[tree_[0]], limits);
  StartBatch();
  double bytes = 0;
  while (alive_ > 0 && static_cast<std::int64_t>(rows_.size()) < limits.rows &&
         bytes < static_cast<double>(limits.bytes)) {
    const Cursor& top = cursors_[tree_[0]];
    rows_.push_back({top.slot, top.row});
    bytes += top.row_bytes;
    Advance(tree_[0]);
  }
  return GatherRows(schema_, used_, rows_);
}

// Of the last run that has rows these need not be picked.
std::optional<RecordBatch> RunMerge::TakeRest(Cursor& cursor, BatchLimits limits) {
  const auto fitting = static_cast<std::int64_t>(static_cast<double>(limits.bytes) /
                                                 std::max(cursor.row_bytes, 1.0));
  const std::int64_t count =
      std::min({cursor.rows - cursor.row, limits.rows, std::max<std::int64_t>(fitting, 1)});
  RecordBatch rest = cursor.batch.Slice(cursor.row, count);
  cursor.row += static_cast<std::uint32_t>(count);
  used_.clear();
  if (cursor.row == cursor.rows && !Load(cursor)) alive_ = 0;
  return rest;
}

void RunMerge::Advance(std::uint32_t winner) {
  Cursor& cursor = cursors_[winner];
  if (++cursor.row < cursor.rows) {
    SetCode(winner, cursor.batch, cursor.row - 1);
  } else {
    const RecordBatch before = std::move(cursor.batch);
    const std::uint32_t last = cursor.row - 1;
    if (Load(cursor)) {
      SetCode(winner, before, last);
    } else {
      codes_[winner] = kEnded;
      --alive_;
    }
  }
  Replay(winner);
}

void RunMerge::Replay(std::uint32_t from) {
  std::uint32_t winner = from;
  for (std::size_t match = (from + cursors_.size()) / 2; match > 0; match /= 2)
    if (Wins(tree_[match], winner)) std::swap(tree_[match], winner);
  tree_[0] = winner;
}

// The one that loses keeps its code, which holds against the winner too, if the codes differ.
bool RunMerge::Wins(std::uint32_t a, std::uint32_t b) {
  if (codes_[a] == codes_[b]) return WinsTie(a, b);
  return codes_[a].Before(codes_[b]);
}

// Both differ from the last winner in the same way: their keys are equal up to there, and are read
// from there on.
bool RunMerge::WinsTie(std::uint32_t a, std::uint32_t b) {
  Code code = codes_[a];
  if (code == kEqual || code == kEnded) return a < b;
  const Cursor &x = cursors_[a], &y = cursors_[b];
  for (;;) {
    code.part = key_.Behind(code.part, code.number);
    --code.rank;
    if (key_.IsEnd(code.part)) {
      codes_[a < b ? b : a] = kEqual;
      return a < b;
    }
    const std::uint64_t of_a = NumberAt(code, x), of_b = NumberAt(code, y);
    code.number = std::max(of_a, of_b);
    if (of_a == of_b) continue;
    codes_[of_a < of_b ? b : a] = code;
    return of_a < of_b;
  }
}

// The number of the cursor's row at the code's part, which is not the first.
std::uint64_t RunMerge::NumberAt(const Code& code, const Cursor& cursor) const {
  if (code.rank == kFirstPart - 1) return cursor.seconds[cursor.row];
  return key_.Number(code.part, cursor.batch, cursor.row);
}

// How the cursor's row differs from the one before it in its run, which has just left.
void RunMerge::SetCode(std::uint32_t of, const RecordBatch& before, std::uint32_t row) {
  const Cursor& cursor = cursors_[of];
  Code code{kFirstPart, cursor.numbers[cursor.row], {}};
  if (key_.IsEnd({})) {
    codes_[of] = kEqual;
    return;
  }
  const bool same_batch = &before == &cursor.batch;
  std::uint64_t number = same_batch ? cursor.numbers[row] : key_.Number(code.part, before, row);
  while (number == code.number) {
    code.part = key_.Behind(code.part, number);
    --code.rank;
    if (key_.IsEnd(code.part)) {
      code = kEqual;
      break;
    }
    number = same_batch && code.rank == kFirstPart - 1 ? cursor.seconds[row]
                                                       : key_.Number(code.part, before, row);
    code.number = NumberAt(code, cursor);
  }
  codes_[of] = code;
}

// The batch in which the range may begin: the last that begins before it.
void RunMerge::SeekBegin(Cursor& cursor) const {
  const auto& numbers = cursor.run->first_numbers();
  const auto at = std::lower_bound(numbers.begin(), numbers.end(), range_.begin);
  cursor.next_batch =
      static_cast<std::size_t>(std::max<std::ptrdiff_t>(at - numbers.begin() - 1, 0));
}

// The next batch of the run that has rows of the range; false at its end.
bool RunMerge::Load(Cursor& cursor) {
  for (;;) {
    const std::size_t i = cursor.next_batch;
    if (i == cursor.run->size()) return false;
    if (range_.end && cursor.run->first_numbers()[i] >= *range_.end) return false;
    cursor.batch = range_.is_all() ? cursor.run->Take(i, schema_) : cursor.run->Read(i, schema_);
    ++cursor.next_batch;
    cursor.numbers.clear();
    key_.AppendFirstNumbers(cursor.batch, cursor.numbers);
    const auto begin = cursor.numbers.begin(), end = cursor.numbers.end();
    const auto first = std::lower_bound(begin, end, range_.begin);
    const auto last = range_.end ? std::lower_bound(first, end, *range_.end) : end;
    cursor.row = static_cast<std::uint32_t>(first - begin);
    cursor.rows = last - begin;
    if (first != last) break;
  }
  key_.AppendSecondNumbers(cursor.batch, cursor.numbers, cursor.seconds);
  cursor.row_bytes =
      static_cast<double>(SizeBytes(cursor.batch)) / static_cast<double>(cursor.batch.num_rows());
  cursor.slot = static_cast<std::uint32_t>(used_.size());
  used_.push_back(cursor.batch);
  return true;
}

// Forgets the batches that have been used up.
void RunMerge::StartBatch() {
  used_.clear();
  rows_.clear();
  for (std::size_t i = 0; i < cursors_.size(); ++i) {
    if (codes_[i] == kEnded) continue;
    cursors_[i].slot = static_cast<std::uint32_t>(used_.size());
    used_.push_back(cursors_[i].batch);
  }
}

}  // namespace etl::runtime
