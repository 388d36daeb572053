// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/options.h"
#include "plugins/shared/compression/codec.h"

namespace etl::file_input {

// The option `path` of a source that reads files: one text or a list, patterns among them.
using Paths = Located<std::vector<std::string>>;

// What the option `compression` may say.
inline const std::vector<std::string> kCompressions = {"auto", "none", "gzip", "zstd"};

// A file to be read, as it was when it was looked for.
struct InputFile {
  std::string path;  // as the user writes it; "-" is standard input
  compression::Codec codec = compression::Codec::kNone;
  // A regular file. Others (standard input, a FIFO) can be read once, from the beginning, and their
  // codec is found out then.
  bool seekable = false;
  bool detect = false;     // the codec is to be told by the first bytes
  std::int64_t size = -1;  // of a seekable one
  std::int64_t modified = 0, device = 0, number = 0;

  // Whether a part of it can be read without what stands before.
  bool divisible() const { return seekable && codec == compression::Codec::kNone; }
  // For messages: the path, or "standard input".
  std::string name() const { return path == "-" ? "standard input" : path; }
};

// The files that `paths` names, in its order, those of a pattern (* ? [..]) sorted by their bytes.
// A file whose name is the pattern itself comes first. Opens each for a look at its first bytes if
// `codec` (one of kCompressions) is "auto". Throws ConfigError for a file that is named twice,
// EnvironmentError for one that is missing, a directory, or may not be read, and for a pattern that
// no file matches; DataError for one whose name promises a compression that its bytes do not show.
std::vector<InputFile> FindFiles(const Paths& paths, std::string_view codec);

// What stat says now, for comparison.
void Remember(const struct stat& info, InputFile& file);

}  // namespace etl::file_input
