// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "etl/record_batch_builder.h"
#include "runtime/recording/manifest.h"
#include "runtime/recording/row_text.h"

struct XXH64_state_s;

namespace etl::runtime {

// A checksum of rows in their order, however they are cut into batches. One thread.
class RowSum {
 public:
  explicit RowSum(Schema schema);
  ~RowSum();
  RowSum(RowSum&&) noexcept;

  // The text of the rows, which is good until the next call.
  const std::string& Add(const RecordBatch& batch);
  std::int64_t rows() const { return rows_; }
  std::uint64_t xxh64() const;

 private:
  RowText text_;
  std::string lines_;
  std::int64_t rows_ = 0;
  XXH64_state_s* state_;
};

// Writes a file of a recording. One thread.
class RowFileWriter {
 public:
  // Throws EnvironmentError, as do the others.
  RowFileWriter(std::filesystem::path file, Schema schema);
  ~RowFileWriter();
  RowFileWriter(RowFileWriter&&) noexcept;

  void Add(const RecordBatch& batch);
  // All of it is on disk.
  RecordedFile Finish();

 private:
  [[noreturn]] void Fail(int error) const;

  std::filesystem::path file_;
  RowSum sum_;
  int descriptor_ = -1;
  std::int64_t bytes_ = 0;
};

// Reads it again. One thread.
class RowFileReader {
 public:
  // Throws EnvironmentError.
  RowFileReader(std::filesystem::path file, Schema schema, BatchLimits limits);
  ~RowFileReader();
  RowFileReader(const RowFileReader&) = delete;

  // The next batch; nullopt at the end. Throws EnvironmentError: it is not what was written.
  std::optional<RecordBatch> Next();

 private:
  std::filesystem::path file_;
  RowText text_;
  RecordBatchBuilder builder_;
  std::FILE* stream_ = nullptr;
  char* line_ = nullptr;
  std::size_t capacity_ = 0;
  std::int64_t row_ = 0;
};

// Whether the file in `folder` is as it was written. Throws EnvironmentError if it is not.
void CheckFile(const std::filesystem::path& folder, const RecordedFile& file);

}  // namespace etl::runtime
