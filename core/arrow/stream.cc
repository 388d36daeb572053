// SPDX-License-Identifier: Apache-2.0
#include "arrow/stream.h"

#include "etl/arrow_bridge.h"

namespace etl::arrow {
namespace {

// A stream that was not made with the SDK returns an errno, of which only what abi.h allows a
// stream to return means anything here.
etl_status MeaningOf(int raw) {
  switch (raw) {
    case ETL_DATA_ERROR:
    case ETL_CONFIG_ERROR:
    case ETL_ENVIRONMENT_ERROR:
    case ETL_CANCELLED:
      return static_cast<etl_status>(raw);
    default:
      return ETL_INTERNAL_ERROR;
  }
}

std::string LastError(ArrowArrayStream* stream) {
  if (!stream->get_last_error) return {};
  return CallPlugin("get_last_error", [&]() -> std::string {
    const char* text = stream->get_last_error(stream);
    return text ? text : "";
  });
}

// What an exported stream is behind its private_data.
struct HostStream {
  Schema schema;
  std::function<std::optional<RecordBatch>()> next;
  std::function<int(std::exception_ptr)> on_error;

  static HostStream* Of(ArrowArrayStream* stream) {
    return static_cast<HostStream*>(stream->private_data);
  }
  template <typename Body>
  int Guard(Body&& body) noexcept {
    try {
      body();
      return ETL_OK;
    } catch (...) {
      return on_error(std::current_exception());
    }
  }
};

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  HostStream* self = HostStream::Of(stream);
  return self->Guard([&] { ExportSchema(self->schema, out); });
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  HostStream* self = HostStream::Of(stream);
  return self->Guard([&] {
    if (std::optional<RecordBatch> batch = self->next())
      ExportBatch(*batch, out);
    else
      out->release = nullptr;
  });
}

const char* NoLastError(ArrowArrayStream*) { return nullptr; }

void Release(ArrowArrayStream* stream) {
  delete HostStream::Of(stream);
  stream->release = nullptr;
}

}  // namespace

StreamFailed::StreamFailed(int raw_status, std::string last_error)
    : Error(MeaningOf(raw_status),
            last_error.empty() ? Format("a stream failed with status {}", raw_status) : last_error),
      raw_status_(raw_status),
      last_error_(std::move(last_error)) {}

PluginStream::PluginStream(ArrowArrayStream* stream, Level level) : stream_(*stream) {
  stream->release = nullptr;
  try {
    ReadSchema(level);
  } catch (...) {
    Close();
    throw;
  }
}

PluginStream::PluginStream(PluginStream&& other) noexcept
    : stream_(other.stream_), canonicalizer_(std::move(other.canonicalizer_)) {
  other.stream_.release = nullptr;
}

void PluginStream::ReadSchema(Level level) {
  if (!stream_.release) throw PluginFault("the plugin opened no stream");
  if (!stream_.get_schema || !stream_.get_next)
    throw PluginFault("the plugin's stream lacks get_schema or get_next");
  ArrowSchema schema{};
  const int status =
      CallPlugin("get_schema", [&] { return stream_.get_schema(&stream_, &schema); });
  if (status) throw StreamFailed(status, LastError(&stream_));
  struct Releaser {
    ArrowSchema& schema;
    ~Releaser() {
      if (schema.release) schema.release(&schema);
    }
  } releaser{schema};
  canonicalizer_.emplace(&schema, level);
}

std::optional<RecordBatch> PluginStream::Next() {
  while (stream_.release) {
    ArrowArray array{};
    const int status = CallPlugin("get_next", [&] { return stream_.get_next(&stream_, &array); });
    if (status) throw StreamFailed(status, LastError(&stream_));
    if (!array.release) return std::nullopt;
    RecordBatch batch = canonicalizer_->Convert(&array);
    if (batch.num_rows() > 0) return batch;  // an empty batch is not the end
  }
  return std::nullopt;
}

void PluginStream::Close() noexcept {
  if (stream_.release) stream_.release(&stream_);
  stream_.release = nullptr;
}

void ExportStream(Schema schema, std::function<std::optional<RecordBatch>()> next,
                  std::function<int(std::exception_ptr)> on_error, ArrowArrayStream* out) {
  *out = {GetSchema, GetNext, NoLastError, Release,
          new HostStream{std::move(schema), std::move(next), std::move(on_error)}};
}

}  // namespace etl::arrow
