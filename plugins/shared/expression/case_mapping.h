// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct UCaseMap;

namespace etl::expression {

// Unicode's full case mapping, in no language's version. Safe to share between threads.
class CaseMapping {
 public:
  explicit CaseMapping(bool upper);
  // Appends the mapped text, which may be longer than the original.
  void Append(std::string_view text, std::string& out) const;

 private:
  void AppendUnicode(std::string_view text, std::string& out) const;

  bool upper_;
  std::shared_ptr<UCaseMap> map_;
};

// The same for texts that differ in case alone, code point by code point.
std::string FoldCase(std::string_view text);

}  // namespace etl::expression
