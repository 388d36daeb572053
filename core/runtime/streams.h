// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "arrow/stream.h"
#include "runtime/assertion_check.h"
#include "runtime/batch_stream.h"
#include "runtime/order_verifier.h"
#include "runtime/sort/sorted_stream.h"
#include "runtime/split_reader.h"
#include "runtime/step_run.h"

namespace etl::runtime {

class StepRecorder;

// The output of a source or transform, as its component's stream: validated, of canonical types, of
// the planned schema, counted, its assertions checked.
class ComponentStream : public BatchStream {
 public:
  ~ComponentStream() override;
  const Schema& schema() const override { return *step_.plan().schema; }
  std::optional<RecordBatch> Next() override;
  std::int64_t rows() const { return rows_; }  // so far

 protected:
  explicit ComponentStream(StepRun& step) : step_(step) {}
  // Moves *stream, which `open` has just filled. Throws StepFailure.
  void Attach(ArrowArrayStream* stream);
  // Releases the component's stream.
  void Detach() { stream_.reset(); }
  // A check of its own for each batch, before the assertions.
  virtual void Inspect(const RecordBatch&) {}
  // The rows that go on.
  virtual RecordBatch Select(RecordBatch batch) { return batch; }
  // What an exception of the component means: throws StepFailure, or Stopped.
  [[noreturn]] void Rethrow(const char* doing);

  StepRun& step_;

 private:
  std::int64_t rows_ = 0;
  std::optional<arrow::PluginStream> stream_;
  std::optional<AssertionCheck> assertions_;
  StepRecorder* recorder_ = nullptr;
};

// Opens a source, or one part of it; verifies the order that it is said to have on every row.
class SourceStream final : public ComponentStream {
 public:
  explicit SourceStream(StepRun& step, std::optional<std::int64_t> split = {});
  ~SourceStream() override;

 private:
  void Inspect(const RecordBatch& batch) override;
  RecordBatch Select(RecordBatch batch) override;
  std::string Locate(std::int64_t row) const;

  std::optional<OrderVerifier> verifier_;
  CursorTracker* cursor_ = nullptr;  // of an incremental source
};

// Opens a transform over its inputs.
class TransformStream final : public ComponentStream {
 public:
  TransformStream(StepRun& step, std::vector<StreamPointer> inputs);
  // Lets go of the inputs, too: the instance, which lives longer, may still hold its ends of them.
  ~TransformStream() override;

 private:
  // Shared with the streams that the component reads; empty once this stream is gone.
  std::vector<std::shared_ptr<StreamPointer>> inputs_;
};

// Checks that the output of a transform has the order that its consumer relies on. Failures are the
// transform's.
class VerifiedStream final : public BatchStream {
 public:
  VerifiedStream(StepRun& step, const Order& order, StreamPointer from);
  const Schema& schema() const override { return from_->schema(); }
  std::optional<RecordBatch> Next() override;

 private:
  StepRun& step_;
  const Order order_;
  StreamPointer from_;
  OrderVerifier verifier_;
};

// An Error of the host's own, while it worked for a step.
plan::StepFailure FromError(const StepRun& step, const Error& error);

// The rows that a step has rejected; the first comes when that step has ended.
class RejectStream final : public BatchStream {
 public:
  RejectStream(StepRun& step, RejectLog& log) : step_(step), log_(log) {}
  const Schema& schema() const override { return *step_.plan().schema; }
  std::optional<RecordBatch> Next() override;

 private:
  StepRun& step_;
  RejectLog& log_;
};

// A sort that the planner inserted before input number `input` of a step. Failures are that step's.
class SortStream final : public BatchStream {
 public:
  // `left`: nobody reads it any more.
  SortStream(StepRun& step, std::size_t input, StreamPointer from, StepMemory& memory,
             const std::atomic<bool>& left);
  const Schema& schema() const override { return from_->schema(); }
  std::optional<RecordBatch> Next() override;

 private:
  StepRun& step_;
  StreamPointer from_;
  SortedStream sorted_;
};

// The same, of a source that is read in splits: its threads build the runs.
class SplitSortStream final : public BatchStream {
 public:
  SplitSortStream(StepRun& step, std::size_t input, SplitReader& from, const Schema& schema,
                  StepMemory& memory, std::shared_ptr<ReductionTap> tap);
  ~SplitSortStream() override;
  const Schema& schema() const override { return schema_; }
  std::optional<RecordBatch> Next() override;

 private:
  StepRun& step_;
  SplitReader& from_;
  const Schema& schema_;
  std::shared_ptr<ReductionTap> tap_;  // may be null
  FullSort sort_;
  bool collected_ = false;
};

}  // namespace etl::runtime
