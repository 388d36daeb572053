// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace etl::runtime {

// The folder where one pipeline keeps what outlives a run (`--state DIR`, by default .etl; in it a
// folder for each pipeline), locked while this object lives, so that two runs of one pipeline
// cannot overlap.
class StateDirectory {
 public:
  // Creates and locks it. Throws EnvironmentError: it cannot be created, or another run holds it.
  StateDirectory(const std::filesystem::path& state, const std::string& pipeline);
  ~StateDirectory();
  StateDirectory(const StateDirectory&) = delete;

  // Where that folder is; it may not be there.
  static std::filesystem::path PathOf(const std::filesystem::path& state,
                                      const std::string& pipeline);

  std::filesystem::path journal() const { return path_ / "journal"; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace etl::runtime
