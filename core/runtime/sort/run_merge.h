// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "etl/gather.h"
#include "etl/record_batch_builder.h"
#include "runtime/sort/sort_key.h"
#include "runtime/sort/sorted_run.h"

namespace etl::runtime {

// The rows whose first number (SortKey) is from `begin` to below `end`; nullopt: to the last.
struct KeyRange {
  std::uint64_t begin = 0;
  std::optional<std::uint64_t> end = {};

  bool is_all() const { return begin == 0 && !end; }
};

// Merges sorted runs into one: all rows, or those of a range of keys. Rows that are equal leave in
// the order of their runs. One thread; key and runs outlive it.
//
// A tournament tree of losers (Knuth, volume 3, 5.4.1): a row that leaves is replaced by the next
// of its run, which plays against the losers on its way up. Keys are compared by offset-value codes
// (Conner 1977; Graefe, "Implementing Sorting in Database Systems", 2006): each row that lost knows
// at which part of its key it first differs from the one that won, and the number there. Between
// two rows that lost to the same one, the codes mostly decide, and no key is read.
class RunMerge {
 public:
  RunMerge(const Schema& schema, const SortKey& key, std::span<SortedRun> runs,
           KeyRange range = {});

  // The next rows; nullopt at the end.
  std::optional<RecordBatch> Next(BatchLimits limits);

 private:
  // How a row's key differs from that of the row that left last: `rank` is the smaller, the later
  // the part at which it does; `number` its number there.
  struct Code {
    std::uint64_t rank = 0, number = 0;
    SortKey::Part part = {};

    bool operator==(const Code& other) const {
      return rank == other.rank && number == other.number;
    }
    bool Before(const Code& other) const {
      return (rank < other.rank) | ((rank == other.rank) & (number < other.number));
    }
  };
  static constexpr std::uint64_t kFirstPart = ~std::uint64_t{0} - 1;  // and one less for each part
  static constexpr Code kEqual{0, 0, {}}, kEnded{~std::uint64_t{0}, 0, {}};

  struct Cursor {
    SortedRun* run;
    std::size_t next_batch = 0;
    RecordBatch batch = {};
    std::int64_t rows = 0;                                  // of the batch, that are in the range
    std::vector<std::uint64_t> numbers = {}, seconds = {};  // the first two of each row
    std::uint32_t row = 0, slot = 0;                        // slot: the batch's place in used_
    double row_bytes = 0;                                   // on average
  };

  void Build();
  void Advance(std::uint32_t winner);
  void Replay(std::uint32_t from);
  bool Wins(std::uint32_t a, std::uint32_t b);
  bool WinsTie(std::uint32_t a, std::uint32_t b);
  std::uint64_t NumberAt(const Code& code, const Cursor& cursor) const;
  void SetCode(std::uint32_t of, const RecordBatch& before, std::uint32_t row);
  void SeekBegin(Cursor& cursor) const;
  bool Load(Cursor& cursor);
  void StartBatch();
  std::optional<RecordBatch> TakeRest(Cursor& cursor, BatchLimits limits);

  const Schema& schema_;
  const SortKey& key_;
  const KeyRange range_;
  std::vector<Cursor> cursors_;
  std::vector<Code> codes_;          // of each cursor's row
  std::vector<std::uint32_t> tree_;  // [0] the winner, [i] the loser of match i
  std::size_t alive_ = 0;            // cursors that have rows
  std::vector<RecordBatch> used_;    // what the rows of the batch at hand refer to
  std::vector<RowRef> rows_;
};

}  // namespace etl::runtime
