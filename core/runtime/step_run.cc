// SPDX-License-Identifier: Apache-2.0
#include "runtime/step_run.h"

#include <utility>

#include "arrow/boundary.h"
#include "arrow/stream.h"
#include "etl/arrow_bridge.h"
#include "runtime/batch_buffer.h"

namespace etl::runtime {

namespace {

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
                 std::vector<std::string> input_names, std::shared_ptr<StepAccount> account)
    : StepHost(context.host, plan.name(), plan.component->plugin_name, plan.config->mark,
               plan.options.get()),
      plan_(plan),
      context_(context),
      input_names_(std::move(input_names)),
      account_(std::move(account)),
      registration_(context.state.cancel(), [this] { CancelInstance(); }) {
  if (plan.rejects.keep && account_->rejects())
    rejects_.emplace(*account_->rejects(), context.host.limits);
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

void StepRun::FailRun(plan::StepFailure failure) {
  if (on_failure_)
    on_failure_(std::move(failure));
  else
    context_.state.Fail(std::move(failure));
}

void StepRun::BeginSplit(std::int64_t split) {
  has_splits_ = true;
  if (!rejects_) return;
  try {
    rejects_->BeginSplit(split);
  } catch (const Error& error) {
    FailRun(MakeFailure(error.status(), error.what(), error.hint()));
  }
}

void StepRun::EndRejects() noexcept {
  try {
    if (rejects_) rejects_->Flush();
    if (account_->rejects() && !has_splits_) account_->rejects()->Finish();
  } catch (const Error& error) {
    context_.state.Fail(MakeFailure(error.status(), error.what(), error.hint()));
  }
}

// Only a row can be rejected: a lost connection stays a failure.
std::int32_t StepRun::Reject(const etl_error& error) {
  if (!rejects_ || error.code != ETL_DATA_ERROR) return StepHost::Reject(error);
  const plan::StepFailure failure = ToFailure(error);
  const bool has_data = error.size >= offsetof(etl_error, data) + sizeof error.data;
  try {
    rejects_->Add(failure, has_data ? environment().secrets->Mask(detail::ToView(error.data)) : "");
    account_->CountRejected();
    return ETL_OK;
  } catch (const Error& spill) {
    Report(MakeFailure(spill.status(), spill.what(), spill.hint()));
    return spill.status();
  }
}

void StepRun::Statement(std::string_view text, std::int64_t microseconds) {
  if (context_.profile) account_->Statement(environment().secrets->Mask(text), microseconds);
}

bool StepRun::TryMemory(std::int64_t bytes) {
  if (bytes >= 0) return memory().Try(bytes);
  memory().Release(-bytes);
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
