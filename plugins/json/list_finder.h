// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace etl::json {

// Follows a JSON pointer through a text that comes byte by byte, up to the list that it names. The
// first of equal keys counts. Knows JSON only as far as that needs; the text is to be parsed
// afterwards. One thread.
class ListFinder {
 public:
  explicit ListFinder(const std::string& pointer);

  // Takes the next byte. True: it is the bracket that opens the list.
  bool Take(char c);
  // The list will not come any more.
  bool missed() const { return missed_; }

 private:
  bool TakeInString(char c);
  bool BeginValue(char c);
  void Enter(bool list);
  bool OnPath() const { return depth_ == matched_; }
  bool IsNextStep();
  std::string Unescaped() const;

  std::vector<std::string> steps_;
  std::size_t depth_ = 0, matched_ = 0;  // open containers; those of them that are on the path
  bool in_list_ = false;                 // the innermost on the path is a list
  bool expects_key_ = false, value_begins_ = true, missed_ = false;
  std::int64_t index_ = 0;  // of the next value in that list
  bool in_string_ = false, escaped_ = false, in_key_ = false;
  std::string key_;  // of the next value in that object, as it is written
};

}  // namespace etl::json
