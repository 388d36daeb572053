// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch_buffer.h"

#include <deque>
#include <utility>
#include <variant>

#include "etl/batch_size.h"

namespace etl::runtime {

// Shared by the buffer and its readers, so that a reader may outlive either.
struct BatchBuffer::Content {
  Content(Schema batch_schema, StepMemory& step_memory)
      : schema(std::move(batch_schema)), memory(step_memory) {}
  Content(const Content&) = delete;
  ~Content() { memory.Release(memory_bytes); }

  const Schema schema;
  StepMemory& memory;
  std::deque<std::variant<RecordBatch, SpillFile::Block>> batches;
  std::optional<SpillFile> file;
  std::int64_t rows = 0, memory_bytes = 0;
};

BatchBuffer::BatchBuffer(Schema schema, StepMemory& memory, SpillDirectory directory)
    : schema_(std::move(schema)),
      memory_(&memory),
      directory_(std::move(directory)),
      content_(std::make_shared<Content>(schema_, memory)) {}

BatchBuffer::~BatchBuffer() = default;

void BatchBuffer::Append(const RecordBatch& batch) {
  if (batch.num_rows() == 0) return;
  Content& content = *content_;
  const std::int64_t bytes = SizeBytes(batch);
  // Once it spills it goes on spilling: what memory comes free later, others may need more.
  if (!content.file && memory_->Try(bytes)) {
    content.memory_bytes += bytes;
    content.batches.emplace_back(batch);
  } else {
    if (!content.file) content.file.emplace(directory_);
    content.batches.emplace_back(content.file->Append(batch));
  }
  content.rows += batch.num_rows();
}

std::optional<RecordBatch> BatchBuffer::Reader::Next() {
  if (next_ == content_->batches.size()) return std::nullopt;
  const auto& batch = content_->batches[next_++];
  if (const auto* held = std::get_if<RecordBatch>(&batch)) return *held;
  return content_->file->Read(std::get<SpillFile::Block>(batch), content_->schema);
}

void BatchBuffer::Clear() { content_ = std::make_shared<Content>(schema_, *memory_); }

std::int64_t BatchBuffer::num_rows() const { return content_->rows; }

std::int64_t BatchBuffer::memory_bytes() const { return content_->memory_bytes; }

std::int64_t BatchBuffer::spilled_bytes() const {
  return content_->file ? content_->file->size() : 0;
}

}  // namespace etl::runtime
