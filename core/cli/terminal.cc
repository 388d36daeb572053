// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cli/display_text.h"

namespace etl::cli {

namespace {
int output_error = 0;  // of the one thread that writes to standard output

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}
}  // namespace

Terminal::Terminal(Color color) : is_terminal_(::isatty(STDERR_FILENO) == 1) {
  const char* term = std::getenv("TERM");
  is_dumb_ = !term || std::string_view(term) == "dumb";
  colored_ = color == Color::kAlways ||
             (color == Color::kAuto && is_terminal_ && !is_dumb_ && !IsSet("NO_COLOR"));
}

int Terminal::width() const {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

int Terminal::height() const {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return 24;
  return size.ws_row;
}

std::string Terminal::Paint(const char* code, std::string_view text) const {
  if (!colored_) return std::string(text);
  return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

std::size_t OutputWidth() {
  if (const char* columns = std::getenv("COLUMNS"); columns && std::atoi(columns) > 0)
    return static_cast<std::size_t>(std::atoi(columns));
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void WriteOut(std::string_view text) {
  if (output_error != 0) return;
  errno = 0;
  const bool ok =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!ok) output_error = errno != 0 ? errno : EIO;
}

int OutputError() { return output_error == EPIPE ? 0 : output_error; }

void WriteErr(std::string_view text) {
  // Messages quote what they complain of, which may be no text.
  const std::string shown = EscapeBytes(text);
  std::fwrite(shown.data(), 1, shown.size(), stderr);
  std::fflush(stderr);
}

}  // namespace etl::cli
