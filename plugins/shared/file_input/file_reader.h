// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "etl/context.h"
#include "plugins/shared/compression/decompressor.h"
#include "plugins/shared/file_input/input_file.h"

namespace etl::file_input {

// What a reader counts into the run's report: "bytes" as they stand on the disk, and "files" that
// are read from their beginning.
enum class Metered { kYes, kBytes, kNo };

// Reads a file in blocks, decompressed, from a place to another or to its end. Checks between
// blocks whether the run is stopping, and throws Cancelled then. Owns the descriptor. One thread.
//
// Throws EnvironmentError for what the system refuses, and for a file that is not as it was when it
// was found; DataError for compressed bytes that are damaged. All name the path.
class FileReader {
 public:
  static constexpr std::int64_t kToEnd = -1;

  // Both outlive the reader.
  FileReader(Context& context, const InputFile& file, Metered metered = Metered::kYes);
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  ~FileReader();

  // The bytes from `begin` up to `end` come next. A file that is not divisible begins at 0, once.
  void Seek(std::int64_t begin, std::int64_t end = kToEnd);

  // At most `room` of the bytes that come next, at least one; 0 at the end. At the end of the file
  // it is checked that the file is still the same.
  std::size_t Read(char* out, std::size_t room);

  // Where the next byte stands in the (decompressed) file.
  std::int64_t offset() const { return offset_; }
  const InputFile& file() const { return file_; }

  // Throws EnvironmentError if a file that can be looked at is not as it was.
  void CheckUnchanged() const;

 private:
  void Open();
  void Start();
  std::size_t ReadRaw(char* out, std::size_t room);
  std::size_t ReadPlain(char* out, std::size_t room);
  std::size_t ReadCompressed(char* out, std::size_t room);
  bool WaitForInput();
  [[noreturn]] void ThrowCannot(int error) const;
  [[noreturn]] void ThrowCorrupt(std::string_view why) const;

  Context& context_;
  const InputFile& file_;
  const Metered metered_;
  int fd_ = -1;
  bool started_ = false;
  std::int64_t offset_ = 0, end_ = kToEnd;
  std::int64_t raw_offset_ = 0;  // of what comes next from the descriptor
  std::unique_ptr<compression::Decompressor> decompressor_;
  std::string raw_;        // compressed bytes, or those that were looked at to find the codec
  std::string_view left_;  // of raw_
};

}  // namespace etl::file_input
