// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "etl/sink.h"
#include "plugins/shared/atomic_file/file_token.h"

namespace etl::atomic_file {

// A file that appears whole or not at all: written beside its target under a temporary name, synced
// by Prepare, renamed onto the target by Settle. Owns the temporary file until Prepare has
// succeeded; the destructor of one that was not prepared removes it. One thread at a time.
//
// All errors are EnvironmentErrors that name the path and the system's reason. After one the
// temporary file is gone, and every further call fails.
class AtomicFile {
 public:
  AtomicFile() = default;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  // Checks that `path` can be published (see PublishTarget), claims, creates the directories that
  // are missing, then the temporary file, with the mode and owner of the file that it will replace.
  void Open(Context& context, const std::filesystem::path& path);

  void Write(std::string_view bytes);

  // Everything is on the disk. The token is the one that was claimed.
  std::string Prepare();

  std::int64_t bytes() const { return bytes_; }  // written so far

  // Publishes or removes what the token names; may be called again, and in another process.
  // Directories that Open made go with an abort if nothing else is in them: several files in one
  // new directory are to be aborted in the reverse order of their claims.
  static void Settle(std::string_view token, Decision decision);

 private:
  void CreateTemporary();
  void Flush();
  void WriteThrough(std::string_view bytes);
  void StartWriting();
  void Discard() noexcept;
  [[noreturn]] void Fail(std::string_view action, int error);

  FileToken token_;
  std::string buffer_;
  std::int64_t bytes_ = 0;
  std::int64_t written_ = 0, started_ = 0;  // in the file; of these, on their way to the disk
  int fd_ = -1;
  bool owned_ = false;  // the temporary file is there, and ours to remove
};

}  // namespace etl::atomic_file
