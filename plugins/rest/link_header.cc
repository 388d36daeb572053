// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/link_header.h"

#include <cctype>
#include <optional>

namespace etl::rest {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Reads `<target>; name=value; name="value", ...` from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  void Space() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool Take(char c) {
    Space();
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // Up to one of these, which is left.
  std::string Until(std::string_view marks) {
    const std::size_t end = std::min(text_.find_first_of(marks, at_), text_.size());
    std::string out(text_.substr(at_, end - at_));
    at_ = end;
    return out;
  }
  std::string Value() {
    Space();
    if (done() || text_[at_] != '"') return Until(" \t;,");
    std::string out;
    for (++at_; !done() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    ++at_;
    return out;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool HasNext(const std::string& relations) {
  for (std::size_t at = 0; at < relations.size();) {
    const std::size_t end = std::min(relations.find_first_of(" \t", at), relations.size());
    if (Lower(std::string_view(relations).substr(at, end - at)) == "next") return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::string NextLink(std::string_view header) {
  Reader reader(header);
  while (!reader.done()) {
    if (!reader.Take('<')) {
      reader.Until(",");
      reader.Take(',');
      continue;
    }
    const std::string target = reader.Until(">");
    if (!reader.Take('>')) return {};
    std::optional<std::string> relations;
    bool elsewhere = false;
    while (reader.Take(';')) {
      reader.Space();
      const std::string name = Lower(reader.Until(" \t=;,"));
      const std::string value = reader.Take('=') ? reader.Value() : std::string();
      if (name == "rel" && !relations) relations = value;  // only the first counts
      if (name == "anchor") elsewhere = true;              // about another page than this one
    }
    if (relations && HasNext(*relations) && !elsewhere) return target;
    reader.Until(",");
    reader.Take(',');
  }
  return {};
}

}  // namespace etl::rest
