// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/like.h"

#include <memory>

#include "etl/value_text.h"
#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/case_mapping.h"
#include "plugins/shared/expression/utf8.h"

namespace etl::expression {

std::optional<LikePattern> LikePattern::Compile(std::string_view pattern, std::string_view escape,
                                                bool fold) {
  LikePattern out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool escaped = !escape.empty() && pattern.substr(i).starts_with(escape);
    if (escaped) i += escape.size();
    if (i >= pattern.size()) return std::nullopt;
    if (!escaped && pattern[i] == '%') {
      if (out.tokens_.empty() || out.tokens_.back() != kAnyText) out.tokens_.push_back(kAnyText);
    } else if (!escaped && pattern[i] == '_') {
      out.tokens_.push_back(kAnyCharacter);
    } else {
      const std::size_t size = utf8::Next(pattern, i) - i;
      const std::string_view character = pattern.substr(i, size);
      for (const char c : fold ? FoldCase(character) : std::string(character))
        out.tokens_.push_back(static_cast<unsigned char>(c));
      i += size - 1;
    }
  }
  return out;
}

// Where it fails, the last % takes one character more: no recursion, and no more than
// text × pattern steps.
bool LikePattern::Matches(std::string_view text) const {
  std::size_t at = 0, token = 0, retry_at = 0, retry_token = 0;
  bool can_retry = false;
  while (at < text.size() || token < tokens_.size()) {
    if (token < tokens_.size()) {
      const std::uint16_t wanted = tokens_[token];
      if (wanted == kAnyText) {
        can_retry = true;
        retry_at = at;
        retry_token = ++token;
        if (token == tokens_.size()) return true;
        continue;
      }
      if (at < text.size() &&
          (wanted == kAnyCharacter || wanted == static_cast<unsigned char>(text[at]))) {
        at = wanted == kAnyCharacter ? utf8::Next(text, at) : at + 1;
        ++token;
        continue;
      }
    }
    if (!can_retry || retry_at >= text.size()) return false;
    at = retry_at = utf8::Next(text, retry_at);
    token = retry_token;
  }
  return true;
}

namespace {

[[noreturn]] void FailEnding(const Place& place, const Rows& rows, std::int64_t row,
                             std::string_view pattern) {
  place.Fail(rows, row,
             Format("the like pattern ends with its escape character: {}", Quoted(pattern)));
}

}  // namespace

NodePtr BindLike(const std::string& name, NodePtr text, NodePtr pattern, std::string_view escape,
                 const Place& place) {
  const bool fold = name == "ilike";
  if (utf8::Length(escape) > 1)
    Complain(place, "the escape character of like is one character, or '' for none");
  text = NeedText(std::move(text), name);
  pattern = NeedText(std::move(pattern), name);
  std::shared_ptr<const LikePattern> fixed;
  const auto* constant = dynamic_cast<const ConstantNode*>(pattern.get());
  if (constant && !constant->is_null()) {
    const auto value = constant->value().values<std::string_view>()[0];
    auto compiled = LikePattern::Compile(value, escape, fold);
    if (!compiled)
      Complain(pattern->place(),
               Format("the like pattern ends with its escape character: {}", Quoted(value)));
    fixed = std::make_shared<const LikePattern>(std::move(*compiled));
  }
  Kernel kernel = [fixed, fold, escape = std::string(escape)](const std::vector<Vector>& args,
                                                              const Rows& rows, const Place& at) {
    using Text = std::string_view;
    const auto run = [&](Text value, Text written, std::uint8_t& out) {
      const auto matches = [&](const LikePattern& like) {
        return static_cast<std::uint8_t>(fold ? like.Matches(FoldCase(value))
                                              : like.Matches(value));
      };
      if (fixed) return out = matches(*fixed), true;
      const auto compiled = LikePattern::Compile(written, escape, fold);
      out = compiled ? matches(*compiled) : std::uint8_t{0};
      return compiled.has_value();
    };
    return Map2<std::uint8_t, Text, Text>(Bool(), args[0], args[1], rows, run,
                                          [&](const Rows& where, std::int64_t row) {
                                            FailEnding(at, where, row, args[1].values<Text>()[row]);
                                          });
  };
  Nodes args;
  args.push_back(std::move(text));
  args.push_back(std::move(pattern));
  const Shape shape{Bool(), AnyNullable(args)};
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

}  // namespace etl::expression
