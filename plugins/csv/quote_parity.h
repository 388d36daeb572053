// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "plugins/shared/file_input/file_reader.h"

namespace etl::csv {

// Whether a place in a file lies within quotes: where every quote is one of a pair, that is the
// parity of the quotes before it, so they are counted, from the last place that was asked for. One
// thread.
class QuoteParity {
 public:
  // Both outlive it. `begin`: where the records begin, outside of quotes.
  QuoteParity(Context& context, const file_input::InputFile& file, char quote, std::int64_t begin);

  // Of the byte before `offset`, which lies behind `begin` and what was asked or said last.
  bool InsideBefore(std::int64_t offset);
  // A record begins here.
  void SetOutside(std::int64_t offset) {
    at_ = offset;
    inside_ = false;
  }
  std::int64_t known() const { return at_; }

 private:
  file_input::FileReader source_;
  const char quote_;
  std::int64_t at_;
  bool inside_ = false;
  std::unique_ptr<char[]> block_;
};

}  // namespace etl::csv
