// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/line_splitter.h"

#include <re2/re2.h>

#include "plugins/text/shown.h"

namespace etl::text {

struct LineSplitter::Groups {
  std::vector<re2::StringPiece> texts;  // the first is the whole match
};

LineSplitter::LineSplitter(const Layout& layout) : layout_(layout), parts_(layout.parts().size()) {
  if (!layout.pattern()) return;
  groups_ = std::make_shared<Groups>();
  groups_->texts.resize(static_cast<std::size_t>(layout.pattern()->NumberOfCapturingGroups()) + 1);
}

const std::vector<std::optional<std::string_view>>& LineSplitter::Split(std::string_view line) {
  if (layout_.pattern())
    Match(line);
  else if (layout_.separator().empty())
    parts_[0] = Trimmed(line);
  else
    Cut(line);
  return parts_;
}

void LineSplitter::Cut(std::string_view line) {
  const std::string& separator = layout_.separator();
  const std::size_t at =
      separator.size() == 1 ? line.find(separator[0]) : line.find(std::string_view(separator));
  if (at == std::string_view::npos)
    throw DataError("there is no {} in the line: {}", Quoted(separator), Shown(line));
  parts_[0] = Trimmed(line.substr(0, at));
  parts_[1] = Trimmed(line.substr(at + separator.size()));
}

void LineSplitter::Match(std::string_view line) {
  std::vector<re2::StringPiece>& texts = groups_->texts;
  const re2::StringPiece whole(line.data(), line.size());
  if (!layout_.pattern()->Match(whole, 0, line.size(), re2::RE2::ANCHOR_BOTH, texts.data(),
                                static_cast<int>(texts.size())))
    throw DataError("the line does not match the pattern: {}", Shown(line));
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const re2::StringPiece& text = texts[static_cast<std::size_t>(layout_.parts()[i].group)];
    if (text.data())
      parts_[i] = Trimmed({text.data(), text.size()});
    else
      parts_[i].reset();
  }
}

std::string_view LineSplitter::Trimmed(std::string_view text) const {
  if (!layout_.trim()) return text;
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace etl::text
