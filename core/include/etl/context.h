// SPDX-License-Identifier: Apache-2.0
// The host's services, as an instance sees them.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "etl/plan.h"
#include "etl/record_batch_builder.h"
#include "etl/stream.h"

ETL_SDK_BEGIN

namespace detail {
// An etl_text that fills a string.
class TextOut {
 public:
  etl_text* get() { return &text_; }
  std::string take() { return std::move(value_); }

 private:
  static void Set(etl_text* text, etl_str value) {
    *static_cast<std::string*>(text->self) = ToView(value);
  }

  std::string value_;
  etl_text text_{sizeof(etl_text), &value_, Set};
};
}  // namespace detail

namespace detail {
// For the call that `error` and its message outlive.
inline etl_error ToC(const Error& error, const std::string& message) {
  etl_error out{};
  out.size = sizeof out;
  out.code = error.status();
  out.message = ToStr(message);
  out.hint = ToStr(error.hint());
  out.option = error.option();
  out.caret = error.caret();
  out.row = error.row();
  out.column = ToStr(error.column());
  out.position = ToStr(error.position());
  return out;
}
}  // namespace detail

// Batches kept for later; the host spills them to disk when memory is short. One thread at a time.
class Buffer {
 public:
  explicit Buffer(etl_buffer* buffer) : buffer_(buffer) {}

  void Append(const RecordBatch& batch) {
    ArrowArray array;
    ExportBatch(batch, &array);
    Check(buffer_->append(buffer_.get(), &array));
  }
  // From the first batch on, any number of times.
  BatchReader Read() {
    ArrowArrayStream stream;
    Check(buffer_->read(buffer_.get(), &stream));
    return BatchReader(&stream);
  }
  void Clear() { Check(buffer_->clear(buffer_.get())); }

 private:
  struct Release {
    void operator()(etl_buffer* buffer) const { buffer->release(buffer); }
  };
  static void Check(int status) {
    if (status) throw InputFailed(status);  // the host has reported it
  }
  std::unique_ptr<etl_buffer, Release> buffer_;
};

// Belongs to one step and outlives its instances. All functions may be called from any thread.
class Context {
 public:
  explicit Context(etl_host* host) : host_(host) {}

  std::string_view step() const { return detail::ToView(host_->step); }
  std::string_view run_id() const { return detail::ToView(host_->run_id); }
  // The name of the step that an instance reads as its input number `i`; while planning, PlanInput
  // has it.
  std::string_view input_name(std::size_t i) const {
    if (i >= host_->input_count) throw std::out_of_range("no such input");
    return detail::ToView(host_->inputs[i]);
  }
  BatchLimits batch_limits() const { return {host_->batch_rows, host_->batch_bytes}; }

  // True once the run is stopping. Long loops ask now and then, and throw Cancelled.
  bool cancelled() const { return host_->cancelled(host_) != 0; }
  void CheckCancelled() const {
    if (cancelled()) throw Cancelled();
  }

  template <typename... Values>
  void Log(etl_log_level level, std::string_view pattern, const Values&... values) {
    const std::string message = Format(pattern, values...);
    host_->log(host_, level, detail::ToStr(message));
  }
  // Counts "queries", "requests", "bytes", "retries", ... into the report.
  void Metric(std::string_view name, std::int64_t delta = 1) {
    host_->metric(host_, detail::ToStr(name), delta);
  }
  std::string Mask(std::string_view text) const {
    detail::TextOut out;
    host_->mask(host_, detail::ToStr(text), out.get());
    return out.take();
  }

  // The typed value of a pipeline parameter. Throws InputFailed when there is none: the host
  // reports it.
  Value Param(std::string_view name) const {
    etl_value value{};
    value.size = sizeof value;
    if (const int status = host_->param(host_, detail::ToStr(name), &value))
      throw InputFailed(status);
    return detail::FromC(value);
  }

  // Asks for planned memory, or gives it back (negative). False: refused, so spill or do with what
  // you have.
  bool TryMemory(std::int64_t bytes) { return host_->try_memory(host_, bytes) != 0; }
  Buffer NewBuffer(const Schema& schema) {
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    etl_buffer* buffer = nullptr;
    const int status = host_->new_buffer(host_, &exported, &buffer);
    exported.release(&exported);
    if (status) throw InputFailed(status);
    return Buffer(buffer);
  }

  // A text for the run's report, such as the DDL or the sample that a sink writes.
  void Artifact(std::string_view media_type, std::string_view content) {
    host_->artifact(host_, detail::ToStr(media_type), detail::ToStr(content));
  }

  // A row that cannot be used, why, and the row itself as text. Returns where the step goes on
  // without it (its `on_error` is `reject`); else throws, and the run ends with this error.
  void Reject(const Error& error, std::string_view data = {}) {
    const std::string message = error.what();
    etl_error out = detail::ToC(error, message);
    out.data = detail::ToStr(data);
    if (const int status = host_->reject(host_, &out)) throw InputFailed(status);
  }

  // A statement or request that was sent for data, for the run's profile.
  void Statement(std::string_view text, std::chrono::microseconds until_answer) {
    host_->statement(host_, detail::ToStr(text), until_answer.count());
  }

  // To be called by a sink before it creates anything that would outlive a killed process; see
  // etl_host.claim.
  void Claim(std::string_view token) {
    if (const int status = host_->claim(host_, detail::ToStr(token))) throw InputFailed(status);
  }

  etl_host* host() const { return host_; }

 private:
  etl_host* host_;
};

ETL_SDK_END
