// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "plugins/shared/file_input/file_reader.h"

namespace etl::file_input {

// Counts the lines of a file up to places in it, for messages. Goes on from the last place, so that
// whoever asks for places from front to back reads the file once. Opens it when it is asked. One
// thread.
class LineCounter {
 public:
  // For a seekable file. Both outlive it.
  LineCounter(Context& context, const InputFile& file) : context_(context), file_(file) {}

  // How many line feeds stand before the byte at `offset`.
  std::int64_t BreaksBefore(std::int64_t offset);
  // Somebody else has counted so many before `offset` of a divisible file: it goes on from there.
  void Know(std::int64_t offset, std::int64_t breaks);

 private:
  Context& context_;
  const InputFile& file_;
  std::unique_ptr<FileReader> reader_;
  std::unique_ptr<char[]> block_;
  std::int64_t breaks_ = 0;  // before the reader's place
};

}  // namespace etl::file_input
