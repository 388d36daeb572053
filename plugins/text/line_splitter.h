// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "plugins/text/layout.h"

namespace etl::text {

// Cuts lines into the parts of a layout, which outlives it. One thread.
class LineSplitter {
 public:
  explicit LineSplitter(const Layout& layout);

  // The text of each part, valid as long as the line; nullopt: a group of the pattern that took no
  // part in the match. Throws DataError for a line that cannot be cut so.
  const std::vector<std::optional<std::string_view>>& Split(std::string_view line);

 private:
  void Cut(std::string_view line);
  void Match(std::string_view line);
  std::string_view Trimmed(std::string_view text) const;

  const Layout& layout_;
  std::vector<std::optional<std::string_view>> parts_;
  struct Groups;
  std::shared_ptr<Groups> groups_;  // of the last match
};

}  // namespace etl::text
