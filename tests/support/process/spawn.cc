// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

extern char** environ;

namespace etl::process {
namespace {

[[noreturn]] void ThrowErrno(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

// A descriptor that is closed with its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { Reset(); }

  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }
  void Reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ThrowErrno(errno, "cannot create a pipe");
    read.Reset(ends[0]);
    write.Reset(ends[1]);
  }
  Descriptor read, write;
};

// A file rather than a pipe: the program may end without reading it, and nobody has to feed it.
int StandardInput(const std::string& text) {
  const int fd = ::memfd_create("stdin", MFD_CLOEXEC);
  if (fd < 0) ThrowErrno(errno, "cannot create a file in memory");
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(fd, text.data() + done, text.size() - done);
    if (n < 0) ThrowErrno(errno, "cannot write the standard input");
    done += static_cast<std::size_t>(n);
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::vector<std::string> Environment(const ProgramOptions& options) {
  std::vector<std::string> result;
  for (char** entry = environ; options.inherit_env && *entry; ++entry) {
    const std::string text = *entry;
    if (!options.env.contains(text.substr(0, text.find('=')))) result.push_back(text);
  }
  for (const auto& [name, value] : options.env) {
    if (value) result.push_back(name + "=" + *value);
  }
  return result;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

struct Child {
  char** argv;
  char** env;
  const char* cwd;
  int in, out, err, failure;
  pid_t parent;
};

// Between fork and exec: async-signal-safe calls only, as another thread may have held any lock.
[[noreturn]] void Become(const Child& child) {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const bool ready = ::getppid() == child.parent && ::setpgid(0, 0) == 0 &&
                     ::dup2(child.in, 0) == 0 && ::dup2(child.out, 1) == 1 &&
                     ::dup2(child.err, 2) == 2 && (!child.cwd || ::chdir(child.cwd) == 0);
  if (ready) ::execvpe(child.argv[0], child.argv, child.env);
  const int error = errno;
  [[maybe_unused]] const ssize_t n = ::write(child.failure, &error, sizeof(error));
  ::_exit(127);
}

}  // namespace

Spawned Spawn(const Arguments& argv, const ProgramOptions& options) {
  if (argv.empty()) throw std::invalid_argument("no program given");
  std::vector<std::string> arguments = argv;
  std::vector<std::string> environment = Environment(options);
  const std::vector<char*> argument_pointers = Pointers(arguments);
  const std::vector<char*> environment_pointers = Pointers(environment);
  const Descriptor in(StandardInput(options.stdin_text));
  Pipe out, err, failure;

  const Child child{const_cast<char**>(argument_pointers.data()),
                    const_cast<char**>(environment_pointers.data()),
                    options.cwd.empty() ? nullptr : options.cwd.c_str(),
                    in.get(),
                    out.write.get(),
                    err.write.get(),
                    failure.write.get(),
                    ::getpid()};
  const pid_t pid = ::fork();
  if (pid < 0) ThrowErrno(errno, "cannot fork");
  if (pid == 0) Become(child);

  failure.write.Reset();
  int error = 0;
  // The pipe closes without a byte once exec has succeeded.
  if (::read(failure.read.get(), &error, sizeof(error)) > 0) {
    ::waitpid(pid, nullptr, 0);
    ThrowErrno(error, "cannot start " + argv[0]);
  }
  ::fcntl(out.read.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(err.read.get(), F_SETFL, O_NONBLOCK);
  return {pid, out.read.Release(), err.read.Release()};
}

}  // namespace etl::process
