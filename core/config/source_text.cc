// SPDX-License-Identifier: Apache-2.0
#include "config/source_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etl::config {
namespace {

// The length of the UTF-8 character that begins `text`, or 0: no overlong forms, no surrogates,
// nothing above U+10FFFF.
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xC2   ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char next = byte(1);
  if ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F)) return 0;
  if ((lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F)) return 0;
  return length;
}

// UTF-16 has a mark at its beginning, or every other byte of its ASCII is zero.
bool LooksLikeUtf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  return text.size() >= 4 && ((text[0] == '\0') != (text[1] == '\0')) &&
         ((text[2] == '\0') != (text[3] == '\0'));
}

bool IsForbiddenControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

SourceText::SourceText(std::string_view text, std::string file)
    : text_(text), file_(std::make_shared<const std::string>(std::move(file))) {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') starts_.push_back(i + 1);
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) == 0x80) continuations_.push_back(i);
  }
}

std::size_t SourceText::LineOf(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

std::string_view SourceText::Line(std::size_t line) const {
  const std::size_t end = line + 1 < starts_.size() ? starts_[line + 1] - 1 : text_.size();
  std::string_view text = text_.substr(starts_[line], end - starts_[line]);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

Mark SourceText::At(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const std::size_t line = LineOf(offset);
  const auto begin = std::lower_bound(continuations_.begin(), continuations_.end(), starts_[line]);
  const auto end = std::lower_bound(begin, continuations_.end(), offset);
  const std::size_t characters = offset - starts_[line] - static_cast<std::size_t>(end - begin);
  return {file_, static_cast<int>(line) + 1, static_cast<int>(characters) + 1};
}

bool SourceText::CheckEncoding(Findings& findings) const {
  if (LooksLikeUtf16(text_)) {
    findings.Error(Whole(), "not-utf8", "", "the file is UTF-16", "save it as UTF-8");
    return false;
  }
  for (std::size_t i = 0; i < text_.size();) {
    const std::size_t length = CharacterLength(text_.substr(i));
    const auto byte = static_cast<unsigned char>(text_[i]);
    if (length == 0) {
      findings.Error(At(i), "not-utf8", "", fmt::format("byte 0x{:02X} is not valid UTF-8", byte),
                     "save the file as UTF-8");
      return false;
    }
    if (IsForbiddenControl(text_[i])) {
      findings.Error(At(i), "binary-file", "",
                     fmt::format("control character 0x{:02X}: this is not a text file", byte));
      return false;
    }
    i += length;
  }
  return true;
}

}  // namespace etl::config
