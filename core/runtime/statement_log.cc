// SPDX-License-Identifier: Apache-2.0
#include "runtime/statement_log.h"

#include <algorithm>

namespace etl::runtime {

namespace {

// Without half of a character at its end.
std::string_view Shorten(std::string_view text) {
  if (text.size() <= StatementLog::kTextBytes) return text;
  std::size_t end = StatementLog::kTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

void StatementLog::Add(std::string_view text, std::int64_t microseconds) {
  const std::string_view shown = Shorten(text);
  const bool cut = shown.size() < text.size();
  const auto same = [&](const StatementCount& statement) {
    return cut ? statement.text.size() > shown.size() && statement.text.starts_with(shown)
               : statement.text == shown;
  };
  auto found = std::ranges::find_if(first_, same);
  StatementCount* statement = &others_;
  if (found != first_.end())
    statement = &*found;
  else if (first_.size() < kDistinct)
    statement = &first_.emplace_back(StatementCount{std::string(shown) + (cut ? " …" : "")});
  ++statement->count;
  statement->microseconds += microseconds;
}

}  // namespace etl::runtime
