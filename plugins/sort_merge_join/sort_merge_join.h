// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "etl/transform.h"
#include "plugins/sort_merge_join/input_cursor.h"
#include "plugins/sort_merge_join/join_layout.h"
#include "plugins/sort_merge_join/join_output.h"
#include "plugins/sort_merge_join/right_group.h"

namespace etl::join {

// A merge of two inputs that are both ordered by the keys. Groups of equal keys that lie within the
// batches at hand are joined on the spot; the others go through the states below, which can pause
// between any two pairs.
class SortMergeJoin final : public MultiTransform {
 public:
  using Options = JoinOptions;
  static constexpr std::size_t kInputs = 2;

  explicit SortMergeJoin(JoinOptions options)
      : options_(std::move(options)), match_(MatchOf(options_)), type_(TypeOf(options_)) {}

  static void Describe(const JoinOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);

  Schema Open(Context& context, std::vector<BatchReader> inputs) override;
  std::optional<RecordBatch> Next() override;

 private:
  enum class State {
    kSeek,       // between groups
    kHold,       // all: collecting the right group
    kCross,      // all: each left row with each right row
    kZip,        // zip, unique: row by row on both sides
    kFirst,      // first: left rows with the one right row in first_
    kFilter,     // semi, anti: left rows that have a partner
    kSkipRight,  // semi, anti: the right rows that they have it in
    kLeftRest,   // left rows of the group that are in no pair
    kRightRest,  // right rows of the group that are in no pair
    kEnd,
  };
  struct Counts {
    std::int64_t pairs = 0, unmatched_left = 0, unmatched_right = 0, largest_group = 0;
  };

  void Step();
  void Seek();
  int CompareLevel() const;
  void SeekPast(int order);
  void JoinInPlace(std::int64_t left_rows, std::int64_t right_rows);
  void StartGroup();
  void Hold();
  void Cross();
  void Zip();
  void First();
  void Filter();
  void SkipRight();
  void LeftRest();
  void RightRest();
  void EndGroup();

  // Rows from here on that belong to the group, as far as the batch goes; 0: none.
  std::int64_t LeftInGroup();
  std::int64_t RightInGroup();
  void AddPairs(std::int64_t left_row, std::int64_t right_row, std::int64_t count);
  void LeftAlone(std::int64_t count);
  void RightAlone(std::int64_t count);
  void EmitLeft(std::int64_t count);
  void ReportCounts();

  JoinOptions options_;
  Match match_;
  JoinType type_;
  Context* context_ = nullptr;
  std::optional<RowComparator> comparator_;  // left rows with right rows
  std::optional<InputCursor> left_, right_;
  std::optional<JoinOutput> output_;
  std::optional<RightGroup> group_;

  State state_ = State::kSeek;
  RecordBatch key_;                     // a left row of the group
  std::int64_t group_begin_ = 0;        // the group's first right row, in the stream
  RightGroup::Piece first_;             // kFirst
  RightGroup::Piece* piece_ = nullptr;  // kCross: where the left row at hand has got to
  std::int64_t piece_row_ = 0;
  Counts counts_, reported_;
};

}  // namespace etl::join
