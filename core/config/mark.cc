// SPDX-License-Identifier: Apache-2.0
#include "config/mark.h"

namespace etl::config {

std::string ToString(const Mark& mark) {
  std::string text = mark.file ? *mark.file : "";
  if (mark.line > 0) {
    text += ":" + std::to_string(mark.line);
    if (mark.column > 0) text += ":" + std::to_string(mark.column);
  }
  return text;
}

bool SameFile(const Mark& a, const Mark& b) {
  return a.file == b.file || (a.file && b.file && *a.file == *b.file);
}

}  // namespace etl::config
