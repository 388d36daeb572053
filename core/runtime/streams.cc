// SPDX-License-Identifier: Apache-2.0
#include "runtime/streams.h"

#include <new>
#include <utility>

#include "arrow/boundary.h"
#include "etl/context.h"
#include "runtime/recording/recorder.h"

namespace etl::runtime {

plan::StepFailure FromError(const StepRun& step, const Error& error) {
  plan::StepFailure failure = step.MakeFailure(error.status(), error.what(), error.hint());
  failure.row = error.row();
  failure.column = step.environment().secrets->Mask(error.column());
  failure.position = step.environment().secrets->Mask(error.position());
  return failure;
}

namespace {

StepRecorder* RecorderOf(StepRun& step, std::string_view name) {
  const Recorder* recorder = step.context().recorder;
  return recorder ? recorder->Find(name) : nullptr;
}

// Fields as far as they matter to those who planned with them.
bool SameColumns(const Schema& planned, const Schema& real) {
  if (planned.size() != real.size()) return false;
  for (int i = 0; i < planned.size(); ++i)
    if (planned[i].name != real[i].name || planned[i].type != real[i].type) return false;
  return true;
}

std::string Columns(const Schema& schema) {
  std::string out;
  for (const Field& field : schema)
    out += (out.empty() ? "" : ", ") + field.name + " " + ToString(field.type);
  return out;
}

}  // namespace

ComponentStream::~ComponentStream() {
  stream_.reset();
  step_.EndRejects();
}

void ComponentStream::Rethrow(const char* doing) {
  try {
    throw;
  } catch (const arrow::StreamFailed& failed) {
    if (step_.has_failure()) throw step_.TakeFailure(failed.raw_status(), doing);
    // Cancelled, or an input failed, which has been said where it failed.
    if (failed.raw_status() == ETL_CANCELLED || step_.context().state.cancel().cancelled())
      throw Stopped{};
    plan::StepFailure failure = step_.TakeFailure(failed.raw_status(), doing);
    if (!failed.last_error().empty())
      failure.message = step_.environment().secrets->Mask(failed.last_error());
    throw failure;
  } catch (const Error& error) {
    throw FromError(step_, error);
  } catch (const std::bad_alloc&) {
    throw step_.MakeFailure(ETL_ENVIRONMENT_ERROR, "out of memory");
  }
}

void ComponentStream::Attach(ArrowArrayStream* stream) {
  try {
    stream_.emplace(stream);
    recorder_ = RecorderOf(step_, step_.step());
    assertions_.emplace(step_.plan().assertions, *step_.plan().schema, step_.plan().order,
                        step_.memory());
  } catch (...) {
    Rethrow("give its schema");
  }
  if (!SameColumns(schema(), stream_->schema())) {
    plan::StepFailure failure = step_.MakeFailure(
        ETL_DATA_ERROR, Format("its columns are not those of the plan: ({}) became ({})",
                               Columns(schema()), Columns(stream_->schema())));
    failure.hint = "the schema changed since the run began: run it again";
    throw failure;
  }
}

std::optional<RecordBatch> ComponentStream::Next() {
  const WorkingFor work(step_.account()->times());
  try {
    while (std::optional<RecordBatch> batch = stream_->Next()) {
      Inspect(*batch);
      batch = Select(std::move(*batch));
      if (batch->num_rows() == 0) continue;
      assertions_->Check(*batch);
      if (recorder_) recorder_->Add(*batch);
      step_.account()->CountOut(*batch);
      rows_ += batch->num_rows();
      return batch;
    }
    if (recorder_) recorder_->End();
    assertions_->Finish();
    return std::nullopt;
  } catch (const plan::StepFailure&) {
    throw;
  } catch (...) {
    Rethrow("read");
  }
}

SourceStream::SourceStream(StepRun& step, std::optional<std::int64_t> split)
    : ComponentStream(step) {
  ArrowArrayStream stream{};
  try {
    const WorkingFor work(step.account()->times());
    const std::int32_t status = arrow::CallPlugin(split ? "open_split" : "open_source", [&] {
      return split ? step.table().open_split(step.instance(), *split, &stream)
                   : step.table().open_source(step.instance(), &stream);
    });
    if (status == ETL_CANCELLED && !step.has_failure()) throw Stopped{};
    step.Check(status, "open");
  } catch (const Error& error) {
    throw FromError(step, error);
  }
  Attach(&stream);
  const auto cursor = step.context().cursors.find(step.step());
  if (cursor != step.context().cursors.end()) cursor_ = &cursor->second;
  if (!step.plan().verified_order.empty()) verifier_.emplace(schema(), step.plan().verified_order);
}

SourceStream::~SourceStream() = default;

RecordBatch SourceStream::Select(RecordBatch batch) {
  return cursor_ ? cursor_->Filter(std::move(batch)) : batch;
}

std::string SourceStream::Locate(std::int64_t row) const {
  detail::TextOut out;
  if (step_.table().locate)
    arrow::CallPlugin("locate", [&] {
      step_.table().locate(step_.instance(), row, out.get());
      return 0;
    });
  std::string text = out.take();
  return text.empty() ? Format("row {}", row + 1) : text;
}

void SourceStream::Inspect(const RecordBatch& batch) {
  if (!verifier_) return;
  const std::optional<Inversion> inversion = verifier_->Check(batch);
  if (!inversion) return;
  const bool declared = step_.plan().offer.accepted.order.empty();
  plan::StepFailure failure =
      step_.MakeFailure(ETL_DATA_ERROR, Format("not in the order {}: {} at {} comes after {} at {}",
                                               ToString(step_.plan().verified_order),
                                               inversion->current, Locate(inversion->row),
                                               inversion->previous, Locate(inversion->row - 1)));
  failure.position = Locate(inversion->row);
  if (declared) {
    if (step_.plan().order_mark.line) failure.mark = step_.plan().order_mark;
    failure.hint = "the declared order is not true: delete the line `order:` and it will be sorted";
  } else {
    failure.hint = "the source promised this order and did not keep it";
  }
  throw failure;
}

TransformStream::TransformStream(StepRun& step, std::vector<StreamPointer> inputs)
    : ComponentStream(step) {
  std::vector<ArrowArrayStream> streams(inputs.size());
  std::vector<ArrowArrayStream*> pointers;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    // std::function copies what it holds, so the stream is shared.
    auto input = std::make_shared<StreamPointer>(std::move(inputs[i]));
    inputs_.push_back(input);
    const Schema schema = (*input)->schema();
    auto next = [&step, input, recorder = RecorderOf(step, step.step())] {
      if (!*input) throw Stopped{};
      std::optional<RecordBatch> batch = (*input)->Next();
      if (batch) step.account()->CountIn(batch->num_rows());
      if (batch && recorder) recorder->AddInput(*batch);
      return batch;
    };
    auto on_error = [&step](std::exception_ptr error) -> int {
      try {
        std::rethrow_exception(error);
      } catch (const plan::StepFailure& failure) {
        step.FailRun(failure);
      } catch (const Stopped&) {
        // A component may take this for an end. If nobody is stopping the run, rows are missing.
        if (!step.left() && !step.context().state.cancel().cancelled())
          step.FailRun(
              step.MakeFailure(ETL_INTERNAL_ERROR, "an input ended early and nobody said why"));
      } catch (const std::exception& unexpected) {
        step.FailRun(step.MakeFailure(ETL_INTERNAL_ERROR, unexpected.what()));
      }
      return ETL_CANCELLED;
    };
    arrow::ExportStream(schema, std::move(next), std::move(on_error), &streams[i]);
    pointers.push_back(&streams[i]);
  }
  ArrowArrayStream out{};
  std::int32_t status = ETL_OK;
  try {
    const WorkingFor work(step.account()->times());
    status = arrow::CallPlugin("open_transform", [&] {
      return step.table().open_transform(step.instance(), pointers.data(), pointers.size(), &out);
    });
  } catch (const Error& error) {
    step.Report(step.MakeFailure(error.status(), error.what()));
    status = error.status();
  }
  for (ArrowArrayStream& stream : streams)
    if (stream.release) stream.release(&stream);
  if (status == ETL_CANCELLED && !step.has_failure()) throw Stopped{};
  step.Check(status, "open");
  Attach(&out);
}

TransformStream::~TransformStream() {
  Detach();
  for (const auto& input : inputs_) input->reset();
}

VerifiedStream::VerifiedStream(StepRun& step, const Order& order, StreamPointer from)
    : step_(step), order_(order), from_(std::move(from)), verifier_(from_->schema(), order) {}

std::optional<RecordBatch> VerifiedStream::Next() {
  std::optional<RecordBatch> batch = from_->Next();
  if (!batch) return batch;
  if (const auto inversion = verifier_.Check(*batch)) {
    plan::StepFailure failure = step_.MakeFailure(
        ETL_INTERNAL_ERROR,
        Format("its output is not in the order {} that it is said to have: {} comes after {}",
               ToString(order_), inversion->current, inversion->previous));
    failure.row = inversion->row;
    throw failure;
  }
  return batch;
}

std::optional<RecordBatch> RejectStream::Next() {
  try {
    std::optional<RecordBatch> batch = log_.Next();
    if (!batch) return batch;
    if (StepRecorder* recorder = RecorderOf(step_, config::RejectsOf(step_.step())))
      recorder->AddRejects(*batch);
    step_.account()->CountOut(*batch);
    return batch;
  } catch (const Error& error) {
    throw FromError(step_, error);
  }
}

SortStream::SortStream(StepRun& step, std::size_t input, StreamPointer from, StepMemory& memory,
                       const std::atomic<bool>& left)
    : step_(step),
      from_(std::move(from)),
      sorted_(
          [this, &left] {
            if (left) throw Stopped{};
            return from_->Next();
          },
          from_->schema(), step.plan().inputs[input].sort->order,
          static_cast<int>(step.plan().inputs[input].sort->presorted), memory,
          step.environment().limits, step.context().spill,
          [&step] { step.context().state.cancel().Check(); }, step.context().threads) {}

std::optional<RecordBatch> SortStream::Next() {
  try {
    return sorted_.Next();
  } catch (const Error& error) {
    throw FromError(step_, error);
  }
}

SplitSortStream::SplitSortStream(StepRun& step, std::size_t input, SplitReader& from,
                                 const Schema& schema, StepMemory& memory,
                                 std::shared_ptr<ReductionTap> tap)
    : step_(step),
      from_(from),
      schema_(schema),
      tap_(std::move(tap)),
      sort_(
          schema, step.plan().inputs[input].sort->order, memory, step.environment().limits,
          step.context().spill, [&step] { step.context().state.cancel().Check(); },
          from.sort_parts(), step.context().threads) {}

SplitSortStream::~SplitSortStream() {
  if (tap_) tap_->Finish(false);
}

std::optional<RecordBatch> SplitSortStream::Next() {
  try {
    if (!std::exchange(collected_, true)) from_.Collect(sort_, tap_.get());
    return sort_.Next();
  } catch (const Error& error) {
    throw FromError(step_, error);
  }
}

}  // namespace etl::runtime
