// SPDX-License-Identifier: Apache-2.0
#include "config/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace etl::config {
namespace {

// A key or a value of the user's may hold anything; a terminal must not obey it.
std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\n') {
      escaped += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      escaped += fmt::format("\\x{:02x}", byte);
    } else {
      escaped += c;
    }
  }
  return escaped;
}

bool Before(const Finding& a, const Finding& b) {
  static const std::string kNoFile;
  const std::string& file_a = a.mark.file ? *a.mark.file : kNoFile;
  const std::string& file_b = b.mark.file ? *b.mark.file : kNoFile;
  return std::tie(file_a, a.mark.line, a.mark.column) <
         std::tie(file_b, b.mark.line, b.mark.column);
}

}  // namespace

std::string ToString(const Finding& finding) {
  std::string text = ToString(finding.mark);
  if (!text.empty()) text += ": ";
  text += finding.severity == Severity::kError ? "error: " : "warning: ";
  if (!finding.path.empty()) text += finding.path + ": ";
  text += finding.message;
  if (!finding.suggestion.empty()) text += "; " + finding.suggestion;
  text += " [" + finding.code + "]";
  return Escape(text);
}

void Findings::Error(Mark mark, std::string code, std::string path, std::string message,
                     std::string suggestion, std::string excerpt) {
  Add({Severity::kError, std::move(mark), std::move(code), std::move(path), std::move(message),
       std::move(suggestion), std::move(excerpt)});
}

void Findings::Warning(Mark mark, std::string code, std::string path, std::string message,
                       std::string suggestion) {
  Add({Severity::kWarning,
       std::move(mark),
       std::move(code),
       std::move(path),
       std::move(message),
       std::move(suggestion),
       {}});
}

const std::vector<Finding>& Findings::all() const {
  if (!sorted_) std::stable_sort(all_.begin(), all_.end(), Before);
  sorted_ = true;
  return all_;
}

void Findings::Add(Finding finding) {
  const bool placed = finding.mark.line > 0;
  if (placed && !known_.insert(ToString(finding.mark) + finding.code + finding.message).second)
    return;
  if (finding.severity == Severity::kError) ++errors_;
  all_.push_back(std::move(finding));
  sorted_ = false;
}

}  // namespace etl::config
