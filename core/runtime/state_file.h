// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "plan/incremental.h"

namespace etl::runtime {

// What a pipeline keeps from run to run: how far its incremental sources have been read. One file
// in the pipeline's folder of the state directory, with a checksum, replaced whole. The folder is
// locked by whoever writes.
class StateFile {
 public:
  explicit StateFile(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Empty if there is no file. Throws EnvironmentError for one that is not as it was written.
  plan::CursorStates Read() const;
  // Replaces the file; it is there after a power cut. Throws EnvironmentError.
  void Write(const plan::CursorStates& cursors) const;

  // The two halves of Write, as a sink's prepare and settle: written and synced, but not yet the
  // state; then that, any number of times. Throw EnvironmentError.
  void Prepare(const plan::CursorStates& cursors, std::string_view run_id) const;
  void Commit(std::string_view run_id) const;
  void Abort(std::string_view run_id) const noexcept;

  std::filesystem::path path() const { return folder_ / "state.json"; }

 private:
  std::filesystem::path Prepared(std::string_view run_id) const;

  std::filesystem::path folder_;
};

}  // namespace etl::runtime
