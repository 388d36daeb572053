// SPDX-License-Identifier: Apache-2.0
// What the threads of a run do, and how it is waited for them.
#include <system_error>
#include <utility>

#include "arrow/boundary.h"
#include "etl/arrow_bridge.h"
#include "runtime/executor.h"
#include "runtime/streams.h"

namespace etl::runtime {

namespace {

// How long cancelled steps may take to stop before the process ends without them.
constexpr auto kGrace = std::chrono::milliseconds(1500);

}  // namespace

void Executor::PushAll(BatchStream& stream, Output& output, bool to_the_end) {
  while (std::optional<RecordBatch> batch = stream.Next())
    if (!output.Push(std::move(*batch)) && !to_the_end) return;
}

void Executor::Pump(std::size_t step) {
  Output& output = outputs_[step];
  const WorkingFor work(runs_[step]->account()->times());
  try {
    StreamPointer stream = OpenStep(step);
    PushAll(*stream, output, IsReadToTheEnd(step));
    stream.reset();  // the source lets go of its server before the end is told
    output.Finish();
  } catch (const Stopped&) {
    output.Fail();
  } catch (const plan::StepFailure& failure) {
    // A source that was told that nobody reads it any more may well say that it was cut off. The
    // failure is known before the consumer is told, or the consumer's end could pass for the end of
    // a run that went well.
    if (!runs_[step]->left()) context_.state.Fail(failure);
    output.Fail();
  }
}

void Executor::Sort(std::size_t step, std::size_t input) {
  Sorting& sorting = sortings_.at({step, input});
  const WorkingFor work(&sort_clocks_.at({step, input}).times);
  try {
    StreamPointer stream = OpenSort(step, input);
    PushAll(*stream, sorting.output);
    stream.reset();
    sorting.output.Finish();
  } catch (const Stopped&) {
    sorting.output.Fail();
  } catch (const plan::StepFailure& failure) {
    if (!sorting.left) context_.state.Fail(failure);
    sorting.output.Fail();
  }
  // Whatever came of it: somebody may be waiting for these rows' keys.
  if (const auto tap = TapOf(step, input)) tap->Finish(false);
}

void Executor::WriteSink(std::size_t step) {
  StepRun& run = *runs_[step];
  const WorkingFor work(run.account()->times());
  try {
    StreamPointer stream = OpenInput(step, 0);
    AssertionCheck assertions(run.plan().assertions, *run.plan().schema, run.plan().order,
                              run.memory());
    const std::int64_t limit = context_.rows_per_sink;
    for (std::int64_t rows = 0; limit < 0 || rows < limit;) {
      std::optional<RecordBatch> batch = stream->Next();
      if (!batch) break;
      rows += batch->num_rows();
      run.account()->CountIn(batch->num_rows());
      assertions.Check(*batch);
      ArrowArray array;
      ExportBatch(*batch, &array);
      batch.reset();
      const std::int32_t status =
          arrow::CallPlugin("write", [&] { return run.table().write(run.instance(), &array); });
      if (array.release) array.release(&array);
      if (status == ETL_CANCELLED && !run.has_failure()) throw Stopped{};
      run.Check(status, "write");
    }
    assertions.Finish();
  } catch (const Stopped&) {
    // Whoever stopped the stream has said why. If nobody has, rows are missing: that must never
    // pass for success.
    if (!context_.state.cancel().cancelled())
      context_.state.Fail(
          run.MakeFailure(ETL_INTERNAL_ERROR, "its input ended early and nobody said why"));
  } catch (const plan::StepFailure& failure) {
    context_.state.Fail(failure);
  } catch (const Error& error) {
    plan::StepFailure failure = run.MakeFailure(error.status(), error.what(), error.hint());
    failure.row = error.row();
    failure.column = error.column();
    context_.state.Fail(std::move(failure));
  }
}

template <typename Body>
void Executor::StartThread(Body body) {
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  try {
    threads_.emplace_back([this, body] {
      try {
        body();
      } catch (const std::exception& error) {
        plan::StepFailure failure;
        const auto* known = dynamic_cast<const Error*>(&error);
        failure.status = known ? known->status() : ETL_INTERNAL_ERROR;
        failure.message = error.what();
        context_.state.Fail(std::move(failure));
      }
      const std::lock_guard lock(mutex_);
      --running_;
      changed_.notify_all();
    });
  } catch (const std::system_error& error) {
    const std::lock_guard lock(mutex_);
    --running_;
    plan::StepFailure failure;
    failure.status = ETL_ENVIRONMENT_ERROR;
    failure.message = Format("cannot start a thread: {}", std::string(error.what()));
    context_.state.Fail(std::move(failure));
  }
}

void Executor::StartThreads(std::size_t step) {
  for (std::size_t input = 0; input < plan_.steps[step].inputs.size(); ++input)
    if (plan_.steps[step].inputs[input].sort)
      StartThread([this, step, input] { Sort(step, input); });
  if (plan_.steps[step].role() == ETL_SINK) StartThread([this, step] { WriteSink(step); });
  const Output& output = outputs_[step];
  if (output.channel || output.tee || output.discards) StartThread([this, step] { Pump(step); });
  if (!output.queue) return;
  SplitReader& reader = *split_readers_.at(step);
  for (std::size_t lane = 0; lane < reader.lanes(); ++lane)
    StartThread([&reader, &output] { reader.WriteSplits(*output.queue); });
}

bool Executor::Run(const std::function<void()>& tick) {
  if (context_.state.cancel().cancelled()) return true;
  for (std::size_t i = 0; i < plan_.steps.size(); ++i)
    if (needed_[i]) StartThreads(i);
  std::unique_lock lock(mutex_);
  std::optional<std::chrono::steady_clock::time_point> cancelled_at;
  while (running_ > 0) {
    changed_.wait_for(lock, context_.tick, [&] { return running_ == 0; });
    if (!cancelled_at && context_.state.cancel().cancelled())
      cancelled_at = std::chrono::steady_clock::now();
    if (running_ > 0 && cancelled_at && std::chrono::steady_clock::now() - *cancelled_at > kGrace)
      return false;
    lock.unlock();
    tick();
    lock.lock();
  }
  lock.unlock();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  outputs_.clear();
  for (const auto& [at, sorting] : sortings_)
    sort_clocks_.at(at).peak_memory = sorting.memory->peak();
  sortings_.clear();
  return true;
}

}  // namespace etl::runtime
