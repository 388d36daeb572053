// SPDX-License-Identifier: Apache-2.0
#include "runtime/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "etl/error.h"

namespace etl::runtime {

namespace {

// A pipeline's name as a folder's: what is not plain is replaced.
std::string FolderName(const std::string& pipeline) {
  std::string out;
  for (const char c : pipeline)
    out += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ? c : '_';
  return out.empty() ? "_" : out.substr(0, 200);
}

std::string ReadHolder(int descriptor) {
  char text[64] = {};
  const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "unknown";
}

}  // namespace

std::filesystem::path StateDirectory::PathOf(const std::filesystem::path& state,
                                             const std::string& pipeline) {
  return std::filesystem::absolute(state) / FolderName(pipeline);
}

StateDirectory::StateDirectory(const std::filesystem::path& state, const std::string& pipeline)
    : path_(PathOf(state, pipeline)) {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error)
    throw EnvironmentError("cannot create the state directory {}: {}", path_, error.message())
        .Hint("choose another with --state DIR");
  const std::filesystem::path lock = path_ / "lock";
  descriptor_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw EnvironmentError("cannot open {}: {}", lock, std::strerror(errno));
  // The lock goes with the process that holds it, however that dies.
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const std::string holder = ReadHolder(descriptor_);
    ::close(descriptor_);
    throw EnvironmentError("another run of this pipeline is under way (process {})", holder)
        .Hint("wait for it, or give this one a state directory of its own with --state DIR");
  }
  const std::string holder = std::to_string(::getpid());
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::pwrite(descriptor_, holder.data(), holder.size(), 0) < 0)
    throw EnvironmentError("cannot write {}: {}", lock, std::strerror(errno));
}

StateDirectory::~StateDirectory() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace etl::runtime
