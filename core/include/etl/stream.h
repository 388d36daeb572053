// SPDX-License-Identifier: Apache-2.0
// Reading a stream of batches.
#pragma once

#include <optional>
#include <utility>

#include "etl/arrow_bridge.h"

ETL_SDK_BEGIN

// A stream that this step reads failed; whoever failed has said so.
class InputFailed final : public Error {
 public:
  explicit InputFailed(int status) : Error(static_cast<etl_status>(status), "an input failed") {}
};

// Owns an ArrowArrayStream. One thread at a time.
class BatchReader {
 public:
  BatchReader() : stream_{} {}
  // Moves *stream.
  explicit BatchReader(ArrowArrayStream* stream) : stream_(*stream) {
    stream->release = nullptr;
    ArrowSchema schema;
    if (const int status = stream_.get_schema(&stream_, &schema)) {
      Close();
      throw InputFailed(status);
    }
    try {
      schema_ = ImportSchema(&schema);
    } catch (...) {
      schema.release(&schema);
      Close();
      throw;
    }
    schema.release(&schema);
  }
  BatchReader(BatchReader&& other) noexcept
      : stream_(other.stream_), schema_(std::move(other.schema_)) {
    other.stream_.release = nullptr;
  }
  BatchReader& operator=(BatchReader&& other) noexcept {
    Close();
    stream_ = std::exchange(other.stream_, ArrowArrayStream{});
    schema_ = std::move(other.schema_);
    return *this;
  }
  ~BatchReader() { Close(); }

  const Schema& schema() const { return schema_; }

  // The next batch, which has rows; nullopt at the end. Throws InputFailed.
  std::optional<RecordBatch> Next() {
    while (stream_.release) {
      ArrowArray array;
      if (const int status = stream_.get_next(&stream_, &array)) throw InputFailed(status);
      if (!array.release) return std::nullopt;
      RecordBatch batch = ImportBatch(&array, schema_);
      if (batch.num_rows() > 0) return batch;  // an empty batch is not the end
    }
    return std::nullopt;
  }

  // Says that no more will be read.
  void Close() {
    if (stream_.release) stream_.release(&stream_);
    stream_.release = nullptr;
  }

 private:
  ArrowArrayStream stream_;
  Schema schema_;
};

ETL_SDK_END
