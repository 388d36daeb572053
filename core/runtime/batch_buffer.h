// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "etl/record_batch.h"
#include "runtime/memory_budget.h"
#include "runtime/spill_file.h"

namespace etl::runtime {

// Batches kept for later, in the order of arrival: in memory as long as the step is granted some,
// the rest in a spill file. What stands behind etl_buffer. One thread appends and clears; readers
// may be on other threads once appending has ended. The StepMemory outlives the buffer and its
// readers.
class BatchBuffer {
  struct Content;

 public:
  BatchBuffer(Schema schema, StepMemory& memory, SpillDirectory directory);
  ~BatchBuffer();

  void Append(const RecordBatch& batch);

  // Reads from the first batch on. Holds what it reads: it may outlive the buffer, and a Clear does
  // not disturb it.
  class Reader {
   public:
    std::optional<RecordBatch> Next();

   private:
    friend BatchBuffer;
    explicit Reader(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
    std::shared_ptr<const Content> content_;
    std::size_t next_ = 0;
  };
  Reader Read() const { return Reader(content_); }

  // Empty again; the memory and the file are given back as soon as no reader is left.
  void Clear();

  const Schema& schema() const { return schema_; }
  std::int64_t num_rows() const;
  std::int64_t memory_bytes() const;
  std::int64_t spilled_bytes() const;

 private:
  Schema schema_;
  StepMemory* memory_;
  SpillDirectory directory_;
  std::shared_ptr<Content> content_;
};

}  // namespace etl::runtime
