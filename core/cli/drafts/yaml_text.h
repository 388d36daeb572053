// SPDX-License-Identifier: Apache-2.0
// YAML as a pipeline file has it: block mappings, and texts in quotes where they need them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etl::cli {

// A text as a value or key: plain where that is safe, else in double quotes. `${` becomes `$${`,
// which is a literal.
std::string YamlText(std::string_view text);
// The same inside of { }.
std::string YamlFlowText(std::string_view text);

// Names and texts under each other, grouped by the parts of their paths.
class YamlMapping {
 public:
  // `written`: the text as it is to stand there.
  void Set(const std::vector<std::string>& path, std::string written, std::string comment = "");
  bool empty() const { return entries_.empty(); }
  // Lines, each indented by so many spaces, with comments in one column behind the values of a
  // mapping.
  std::string Text(std::size_t indent) const;

 private:
  struct Entry;
  std::vector<Entry> entries_;
};

struct YamlMapping::Entry {
  std::string key, value, comment;
  YamlMapping inner;
};

}  // namespace etl::cli
