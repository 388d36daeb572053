// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace etl::plugin {

// A shared library, opened for good: its code may still be needed when the last object of ours is
// gone (a batch's release, a static's destructor), so there is no way to close it.
class Library {
 public:
  // All symbols at once, none of them visible to other libraries. Throws EnvironmentError with the
  // loader's own words.
  explicit Library(const std::filesystem::path& absolute);

  // The address of an exported variable or function; null if there is none of that name.
  const void* Find(const std::string& symbol) const;

  // The file of the running program.
  static std::filesystem::path Program();

 private:
  void* opened_;  // boost::dll::shared_library, which is an implementation detail
};

}  // namespace etl::plugin
