// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/call_text/call_text.h"

#include <cctype>
#include <utility>

#include "etl/error.h"
#include "etl/value_text.h"

namespace etl::call_text {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const etl_node* node) : text_(text), node_(node) {}

  Call Parse() {
    Call call;
    Space();
    call.name.at = at_;
    while (at_ < text_.size() && IsNamePart(text_[at_])) call.name.text += text_[at_++];
    if (call.name.text.empty()) Fail(at_, "a name is needed first");
    Space();
    if (at_ < text_.size() && text_[at_] == '(') {
      ++at_;
      Arguments(call.arguments);
    }
    for (Space(); at_ < text_.size(); Space()) call.words.push_back(Word());
    return call;
  }

 private:
  static bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
  bool IsSpace() const { return text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'; }
  void Space() {
    while (at_ < text_.size() && IsSpace()) ++at_;
  }
  template <typename... Values>
  [[noreturn]] void Fail(std::size_t at, std::string_view what, const Values&... values) const {
    throw ConfigError("{} is not of the form NAME(ARGUMENT, ...): {}", Quoted(text_),
                      Format(what, values...))
        .Option(node_, static_cast<std::int64_t>(at));
  }

  // Behind the opening parenthesis; reads the closing one, too.
  void Arguments(std::vector<Piece>& out) {
    Space();
    if (at_ < text_.size() && text_[at_] == ')') {
      ++at_;
      return;
    }
    for (;;) {
      Space();
      out.push_back(at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')
                        ? QuotedArgument()
                        : Bare());
      if (at_ == text_.size()) Fail(at_, "`)` is missing");
      if (text_[at_++] == ')') return;
    }
  }
  Piece Bare() {
    Piece piece;
    piece.at = at_;
    piece.text = UntilSeparator();
    if (piece.text.empty()) Fail(piece.at, "an argument is empty; quote the empty text: ''");
    return piece;
  }
  Piece QuotedArgument() {
    Piece piece;
    piece.at = at_;
    piece.quoted = true;
    const char quote = text_[at_++];
    for (;; ++at_) {
      if (at_ == text_.size()) Fail(piece.at, "the quote is not closed");
      if (text_[at_] == quote && (at_ + 1 == text_.size() || text_[at_ + 1] != quote)) break;
      if (text_[at_] == quote) ++at_;
      piece.text += text_[at_];
    }
    ++at_;
    Space();
    piece.after = UntilSeparator();
    return piece;
  }
  std::string UntilSeparator() {
    std::string out;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')') out += text_[at_++];
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
    return out;
  }
  Piece Word() {
    Piece piece;
    piece.at = at_;
    while (at_ < text_.size() && !IsSpace()) piece.text += text_[at_++];
    return piece;
  }

  const std::string_view text_;
  const etl_node* const node_;
  std::size_t at_ = 0;
};

}  // namespace

Call ParseCall(std::string_view text, const etl_node* node) { return Parser(text, node).Parse(); }

}  // namespace etl::call_text
