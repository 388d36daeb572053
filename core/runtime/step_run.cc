// SPDX-License-Identifier: Apache-2.0
#include "runtime/step_run.h"

#include <utility>

#include "arrow/boundary.h"
#include "arrow/stream.h"
#include "etl/arrow_bridge.h"
#include "etl/batch_size.h"
#include "runtime/batch_buffer.h"

namespace etl::runtime {

namespace {

// Larger texts stay where they are, in the sink's own file.
constexpr std::size_t kArtifactLimit = 256 << 10;

// A BatchBuffer behind the functions of etl_buffer. What goes wrong is reported as the step's
// failure.
struct HostBuffer {
  etl_buffer c{};
  StepRun* step;
  BatchBuffer buffer;

  HostBuffer(StepRun* owner, Schema schema)
      : step(owner), buffer(std::move(schema), owner->memory(), owner->context().spill) {}

  static HostBuffer* Of(etl_buffer* buffer) { return static_cast<HostBuffer*>(buffer->self); }

  template <typename Body>
  std::int32_t Guarded(Body&& body) {
    try {
      body();
      return ETL_OK;
    } catch (const Error& error) {
      step->Report(step->MakeFailure(error.status(), error.what(), error.hint()));
      return error.status();
    } catch (const std::exception& error) {  // bad_alloc, above all
      step->Report(step->MakeFailure(ETL_ENVIRONMENT_ERROR, error.what()));
      return ETL_ENVIRONMENT_ERROR;
    }
  }

  std::int32_t Read(ArrowArrayStream* out) {
    StepRun* owner = step;
    return Guarded([&] {
      auto reader = std::make_shared<BatchBuffer::Reader>(buffer.Read());
      arrow::ExportStream(
          buffer.schema(), [reader] { return reader->Next(); },
          [owner](std::exception_ptr error) -> int {
            try {
              std::rethrow_exception(error);
            } catch (const Error& e) {
              owner->Report(owner->MakeFailure(e.status(), e.what(), e.hint()));
              return e.status();
            } catch (...) {
              return ETL_ENVIRONMENT_ERROR;
            }
          },
          out);
    });
  }
};

}  // namespace

StepRun::StepRun(const plan::StepPlan& plan, RunContext& context,
                 std::vector<std::string> input_names)
    : StepHost(context.host, plan.name(), plan.component->plugin_name, plan.config->mark),
      plan_(plan),
      context_(context),
      input_names_(std::move(input_names)),
      memory_(*context.budget, plan.description.minimum_memory),
      registration_(context.state.cancel(), [this] { CancelInstance(); }) {
  for (const std::string& name : input_names_) input_strs_.push_back(detail::ToStr(name));
  get()->inputs = input_strs_.data();
  get()->input_count = input_strs_.size();
  const detail::CScan scan(plan_.offer.accepted);
  void* instance = nullptr;
  const std::int32_t status = arrow::CallPlugin("create", [&] {
    return table().create(&table(), get(), plan_.options.get(),
                          plan_.role() == ETL_SOURCE ? scan.get() : nullptr, &instance);
  });
  Check(status, "start");
  const std::lock_guard lock(instance_mutex_);
  instance_ = instance;
  if (left_) table().cancel(instance_);  // told before there was anybody to tell
}

StepRun::~StepRun() { Destroy(); }

void StepRun::Destroy() {
  void* instance = nullptr;
  {
    const std::lock_guard lock(instance_mutex_);
    instance = std::exchange(instance_, nullptr);
  }
  if (!instance) return;
  try {
    arrow::CallPlugin("destroy", [&] {
      table().destroy(instance);
      return 0;
    });
  } catch (const Error& error) {
    context_.state.Fail(MakeFailure(error.status(), error.what()));
  }
}

void StepRun::CancelInstance() noexcept {
  left_ = true;
  const std::lock_guard lock(instance_mutex_);
  if (!instance_) return;
  try {
    table().cancel(instance_);
  } catch (...) {  // the run is stopping anyway
  }
}

void StepRun::CountIn(const RecordBatch& batch) { rows_in_ += batch.num_rows(); }

void StepRun::CountOut(const RecordBatch& batch) {
  rows_out_ += batch.num_rows();
  ++batches_out_;
  bytes_out_ += SizeBytes(batch);
}

StepCounters StepRun::Counters() const {
  StepCounters counters{rows_in_, rows_out_, batches_out_, bytes_out_, memory_.peak(), {}, {}};
  const std::lock_guard lock(metrics_mutex_);
  counters.metrics = metrics_;
  counters.artifacts = artifacts_;
  return counters;
}

void StepRun::Metric(std::string_view name, std::int64_t delta) {
  const std::lock_guard lock(metrics_mutex_);
  metrics_[std::string(name)] += delta;
}

void StepRun::Artifact(std::string_view media_type, std::string_view content) {
  const std::lock_guard lock(metrics_mutex_);
  artifacts_[std::string(media_type)] = content.substr(0, kArtifactLimit);
}

bool StepRun::TryMemory(std::int64_t bytes) {
  if (bytes >= 0) return memory_.Try(bytes);
  memory_.Release(-bytes);
  return true;
}

std::int32_t StepRun::NewBuffer(const ArrowSchema* schema, etl_buffer** out) {
  try {
    auto buffer = std::make_unique<HostBuffer>(this, ImportSchema(schema));
    buffer->c = {
        sizeof(etl_buffer),
        buffer.get(),
        [](etl_buffer* c, ArrowArray* array) {
          HostBuffer* self = HostBuffer::Of(c);
          return self->Guarded(
              [&] { self->buffer.Append(ImportBatch(array, self->buffer.schema())); });
        },
        [](etl_buffer* c, ArrowArrayStream* stream) { return HostBuffer::Of(c)->Read(stream); },
        [](etl_buffer* c) {
          HostBuffer* self = HostBuffer::Of(c);
          return self->Guarded([&] { self->buffer.Clear(); });
        },
        [](etl_buffer* c) { delete HostBuffer::Of(c); }};
    *out = &buffer.release()->c;
    return ETL_OK;
  } catch (const Error& error) {
    Report(MakeFailure(error.status(), error.what()));
    return error.status();
  } catch (const std::exception& error) {
    Report(MakeFailure(ETL_ENVIRONMENT_ERROR, error.what()));
    return ETL_ENVIRONMENT_ERROR;
  }
}

std::int32_t StepRun::Claim(std::string_view token) {
  try {
    context_.claim(step(), plan_.component->name, token);
    return ETL_OK;
  } catch (const Error& error) {
    Report(MakeFailure(error.status(), error.what(), error.hint()));
    return error.status();
  }
}

}  // namespace etl::runtime
