// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "plugins/shared/file_input/file_reader.h"

namespace etl::file_input {

// A window over a file that moves towards its end: bytes are taken from its front and read behind
// its back. It grows when a record does not fit, with memory that the run grants. One thread.
class TextWindow {
 public:
  // Both outlive it. `most_bytes`: of a record; `option` is the one that says so.
  TextWindow(Context& context, const InputFile& file, std::int64_t most_bytes,
             std::size_t block_bytes, Metered metered, const char* option = "max_record");
  TextWindow(const TextWindow&) = delete;
  ~TextWindow();

  // Behind these bytes so many more may be read, whatever they are: simdjson does.
  static constexpr std::size_t kPadding = 64;
  const char* data() const { return bytes_.get() + begin_; }
  std::size_t size() const { return size_ - begin_; }
  // Where data() stands in the file.
  std::int64_t offset() const { return base_ + static_cast<std::int64_t>(begin_); }
  bool at_end() const { return at_end_; }
  const InputFile& file() const { return source_.file(); }
  Context& context() const { return context_; }

  void Consume(std::size_t count) { begin_ += count; }
  // Reads more, which moves data(); no more than a little beyond `end` (-1: all). False at the end
  // of the file. Throws DataError for a record that is too long, without its place.
  bool Fill(std::int64_t end = -1);
  // The bytes from `offset` on come next.
  void Restart(std::int64_t offset);
  // Passes over a byte order mark, if the file begins with one.
  void SkipMark();

 private:
  void Grow();

  Context& context_;
  FileReader source_;
  const std::size_t most_bytes_;
  const char* const option_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_, begin_ = 0, size_ = 0;
  std::int64_t base_ = 0;  // where the first byte of the memory stands in the file
  std::int64_t granted_ = 0;
  bool at_end_ = false;
};

}  // namespace etl::file_input
