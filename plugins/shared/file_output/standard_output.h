// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "etl/sink.h"

namespace etl::file_output {

// What goes to standard output when the run commits, and not before: what is written there cannot
// be taken back. Until then it is kept in a file without a name, in the directory for temporary
// files, which vanishes with the process. One thread.
//
// After Prepare the file belongs to the token: Settle copies it or throws it away.
class StandardOutput {
 public:
  StandardOutput() = default;
  StandardOutput(const StandardOutput&) = delete;
  ~StandardOutput();

  void Open();
  void Write(std::string_view bytes);
  std::string Prepare();

  static bool IsToken(std::string_view token);
  // In the process that prepared it, once; nothing in another one, whose standard output is not the
  // one that was meant, and nothing when called again.
  static void Settle(Context& context, std::string_view token, Decision decision);

 private:
  int fd_ = -1;
};

}  // namespace etl::file_output
