// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/context.h"
#include "plugins/shared/file_input/input_file.h"

namespace etl::file_input {

// A part of a file, in bytes; `end` is -1 for one that is read to its end, wherever that is.
struct Split {
  std::size_t file = 0;
  std::int64_t begin = 0, end = -1;

  bool operator==(const Split&) const = default;
};

// How the files are cut into parts that can be read at the same time: divisible ones evenly, into
// about `split_bytes` each, all others whole. Each file has one part at least. The parts depend on
// nothing but the files' sizes, so that whoever looks at the same files finds the same ones.
class SplitPlan {
 public:
  SplitPlan(std::vector<InputFile> files, std::int64_t split_bytes);
  SplitPlan(std::vector<InputFile> files, const Context& context)
      : SplitPlan(std::move(files), SplitBytes(context)) {}

  // Large enough that opening a part costs nothing, small enough to give each thread several.
  static std::int64_t SplitBytes(const Context& context);

  const std::vector<InputFile>& files() const { return files_; }
  std::int64_t count() const { return static_cast<std::int64_t>(splits_.size()); }
  // Throws EnvironmentError if there is no such part: the files have changed since they were
  // counted.
  const Split& split(std::int64_t i) const;
  const InputFile& file_of(std::int64_t i) const { return files_[split(i).file]; }
  // Names, sizes and times of all files.
  std::string Snapshot() const;
  // Throws EnvironmentError unless the files look as they did then. An empty snapshot is none.
  void CheckSnapshot(std::string_view snapshot) const;

  std::int64_t total_bytes() const;  // of the files whose size is known

 private:
  std::vector<InputFile> files_;
  std::vector<Split> splits_;
};

}  // namespace etl::file_input
