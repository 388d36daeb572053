// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/scalar.h"

namespace etl::cli {

namespace {

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Nothing that YAML, a reader in a hurry or a substitution could take for something else.
bool IsPlain(std::string_view text, std::string_view also) {
  if (text.empty() || (!IsWordChar(text.front()) && text.front() != '/' && text.front() != '.'))
    return false;
  if (text.back() == ' ' || text == "null" || text == "Null" || text == "NULL") return false;
  return std::ranges::all_of(
      text, [&](char c) { return IsWordChar(c) || also.find(c) != std::string_view::npos; });
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else if (c == '$' && i + 1 < text.size() && text[i + 1] == '{')
      out += "$$";
    else
      out += c;
  }
  return out + "\"";
}

}  // namespace

std::string YamlText(std::string_view text) {
  return IsPlain(text, "/.-(), ") ? std::string(text) : Quoted(text);
}

std::string YamlFlowText(std::string_view text) {
  return IsPlain(text, "/.-() ") ? std::string(text) : Quoted(text);
}

void YamlMapping::Set(const std::vector<std::string>& path, std::string written,
                      std::string comment) {
  YamlMapping* mapping = this;
  for (std::size_t i = 0;; ++i) {
    auto entry = std::ranges::find(mapping->entries_, path[i], &Entry::key);
    if (entry == mapping->entries_.end())
      entry = mapping->entries_.insert(entry, Entry{path[i], {}, {}, {}});
    if (i + 1 == path.size()) {
      entry->value = std::move(written);
      entry->comment = std::move(comment);
      return;
    }
    mapping = &entry->inner;
  }
}

std::string YamlMapping::Text(std::size_t indent) const {
  constexpr std::size_t kWidest = 60;  // comments do not run away behind one long line
  std::vector<std::string> lines;
  std::size_t width = 0;
  for (const Entry& entry : entries_) {
    std::string line = std::string(indent, ' ') + YamlText(entry.key) + ":";
    if (entry.inner.empty()) line += " " + entry.value;
    if (line.size() <= kWidest && !entry.comment.empty()) width = std::max(width, line.size());
    lines.push_back(std::move(line));
  }
  std::string out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    out += lines[i];
    if (!entry.comment.empty())
      out += std::string(width > lines[i].size() ? width - lines[i].size() : 0, ' ') + "  # " +
             entry.comment;
    out += "\n" + entry.inner.Text(indent + 2);
  }
  return out;
}

}  // namespace etl::cli
