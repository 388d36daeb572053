// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "config/mark.h"

namespace etl::config {

enum class Severity { kError, kWarning };

/// Something to say about a file of the user's.
struct Finding {
  Severity severity = Severity::kError;
  Mark mark;
  std::string code;        // stable, for programs: "unknown-key"
  std::string path;        // "transforms.matched.keys"; empty for the file as a whole
  std::string message;     // never holds the value of a secret
  std::string suggestion;  // what to do; may be empty
  std::string excerpt;     // lines to show below: an expression and a caret under it; may be empty
};

/// "users.yaml:12:7: error: transforms.matched: unknown option `key`; did you mean `keys`?
/// [unknown-key]", on one line: control characters are escaped.
std::string ToString(const Finding& finding);

/// Everything that was found, so that the user sees all of it at once. The same message about the
/// same place counts once, however many aliases lead there. For one thread at a time.
class Findings {
 public:
  void Error(Mark mark, std::string code, std::string path, std::string message,
             std::string suggestion = "", std::string excerpt = "");
  void Warning(Mark mark, std::string code, std::string path, std::string message,
               std::string suggestion = "");

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  /// By file, line and column; in the order of reporting where these are the same.
  const std::vector<Finding>& all() const;

 private:
  void Add(Finding finding);

  mutable std::vector<Finding> all_;
  std::unordered_set<std::string> known_;
  mutable bool sorted_ = true;
  std::size_t errors_ = 0;
};

}  // namespace etl::config
