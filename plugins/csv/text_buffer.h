// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "plugins/shared/file_input/line_counter.h"

namespace etl::csv {

// A window over a file that moves towards its end: bytes are taken from its front and read behind
// its back. It grows when a record does not fit, with memory that the run grants. One thread.
class TextBuffer {
 public:
  // Behind the bytes there are so many more that may be read, whatever they are.
  static constexpr std::size_t kPadding = 64;
  // A record that is longer is none, but a quote that nobody closes.
  static constexpr std::size_t kMostBytes = 64 << 20;

  // Both outlive the buffer. `block_bytes`: its size, as long as the records fit.
  TextBuffer(Context& context, const file_input::InputFile& file, std::size_t block_bytes,
             file_input::Metered metered);
  TextBuffer(const TextBuffer&) = delete;
  ~TextBuffer();

  const char* data() const { return bytes_.get() + begin_; }
  std::size_t size() const { return size_ - begin_; }
  // Where data() stands in the file.
  std::int64_t offset() const { return base_ + static_cast<std::int64_t>(begin_); }
  // The bytes go to the end of the file. The last is a line feed, if need be one that the file
  // lacks.
  bool at_end() const { return at_end_; }

  void Consume(std::size_t count) { begin_ += count; }
  // Reads more; what is to be read of the range that ends at `end` goes first (-1: all). False at
  // the end of the file. Throws DataError when there is no room left for a record.
  bool Fill(std::int64_t end);
  // The bytes from `offset` on come next.
  void Restart(std::int64_t offset);

  // The number of the line, from 1, of the byte at `offset`, which was read. Reads the file again
  // if it can be, but none of it twice for places that are asked from front to back.
  std::int64_t LineOf(std::int64_t offset);

  const file_input::InputFile& file() const { return source_.file(); }
  void CheckUnchanged() const { source_.CheckUnchanged(); }

 private:
  void MoveToFront();
  void Grow();
  std::size_t Goal(std::int64_t end) const;
  void Terminate();

  Context& context_;
  const std::size_t block_bytes_;
  file_input::FileReader source_;
  file_input::LineCounter lines_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_, begin_ = 0, size_ = 0;
  std::int64_t base_ = 0;          // where the first byte of the memory stands in the file
  std::int64_t lines_before_ = 0;  // that byte, in a file that cannot be read again
  std::int64_t granted_ = 0;       // memory beyond a block
  bool at_end_ = false;
};

}  // namespace etl::csv
