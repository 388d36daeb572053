// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/parser.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

#include "plugins/shared/expression/grammar.h"
#include "plugins/shared/expression/syntax_error.h"
#include "plugins/shared/expression/tree_builder.h"

namespace etl::expression {
namespace {

namespace g = grammar;
namespace p = tao::pegtl;

struct State {
  TreeBuilder builder;
  std::string type = {};  // of the cast that is being read
  std::size_t type_at = 0;
};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string Trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return std::string(text);
}

// The text between the quotes that begin at `text`; a doubled quote stands for one.
std::string Unquoted(std::string_view text) {
  const char quote = text.front();
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == quote) ++i;
  }
  return out;
}

// `internal."last name"` → internal.last name
std::string UnquotedName(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t end = 0;
    if (text.front() == '"') {
      for (end = 1; text[end] != '"' || (end + 1 < text.size() && text[end + 1] == '"'); ++end)
        if (text[end] == '"') ++end;
      out += Unquoted(text.substr(0, ++end));
    } else {
      end = std::min(text.find('.'), text.size());
      out += text.substr(0, end);
    }
    if (end < text.size()) out += '.', ++end;
    text.remove_prefix(end);
  }
  return out;
}

void PushLeaf(State& state, SyntaxKind kind, std::size_t at, std::string name = {},
              std::string text = {}) {
  state.builder.Push(std::make_unique<Syntax>(
      Syntax{.kind = kind, .at = at, .name = std::move(name), .text = std::move(text)}));
}

// ---- Actions: what a matched rule means to the builder ----

template <typename Rule>
struct Action : p::nothing<Rule> {};

#define ETL_ACTION(Rule)                                                                          \
  template <>                                                                                     \
  struct Action<g::Rule> {                                                                        \
    template <typename Match>                                                                     \
    static void apply(const Match& match, State& state) {                                         \
      Apply(match.string(), match.position().byte, state);                                        \
    }                                                                                             \
    static void Apply([[maybe_unused]] std::string text, [[maybe_unused]] std::size_t at,         \
                      [[maybe_unused]] State& state);                                             \
  };                                                                                              \
  void Action<g::Rule>::Apply([[maybe_unused]] std::string text, [[maybe_unused]] std::size_t at, \
                              State& state)

ETL_ACTION(ExpressionStart) { state.builder.BeginExpression(at); }
ETL_ACTION(ExpressionEnd) { state.builder.EndExpression(); }

ETL_ACTION(Number) { PushLeaf(state, SyntaxKind::kNumber, at, {}, std::move(text)); }
ETL_ACTION(Text) { PushLeaf(state, SyntaxKind::kText, at, {}, Unquoted(text)); }
ETL_ACTION(NullLiteral) { PushLeaf(state, SyntaxKind::kNull, at); }
ETL_ACTION(TrueLiteral) { PushLeaf(state, SyntaxKind::kTrue, at); }
ETL_ACTION(FalseLiteral) { PushLeaf(state, SyntaxKind::kFalse, at); }
ETL_ACTION(ParameterName) { PushLeaf(state, SyntaxKind::kParameter, at - 1, std::move(text)); }
ETL_ACTION(TypedLiteral) {
  const std::size_t quote = text.find('\'');
  PushLeaf(state, SyntaxKind::kTypedLiteral, at, Lower(Trimmed(text.substr(0, quote))),
           Unquoted(std::string_view(text).substr(quote)));
}
ETL_ACTION(Column) {
  PushLeaf(state, SyntaxKind::kColumn, at, UnquotedName(text), text[0] == '"' ? "quoted" : "");
}

ETL_ACTION(PrefixNot) { state.builder.Prefix(SyntaxKind::kNot, at); }
ETL_ACTION(PrefixMinus) { state.builder.Prefix(SyntaxKind::kNegate, at); }
ETL_ACTION(PrefixPlus) { state.builder.Prefix(SyntaxKind::kPlus, at); }
ETL_ACTION(Infix) { state.builder.Infix(std::move(text), at); }
ETL_ACTION(InfixAnd) { state.builder.And(at); }
ETL_ACTION(InfixOr) { state.builder.Or(at); }

ETL_ACTION(Negation) { state.builder.Negate(); }
ETL_ACTION(IsStart) { state.builder.BeginIs(at); }
ETL_ACTION(IsTarget) { state.builder.EndIs(Lower(Trimmed(text))); }
ETL_ACTION(InStart) { state.builder.BeginIn(at); }
ETL_ACTION(InEnd) { state.builder.EndGroup(); }
ETL_ACTION(InParameter) { state.builder.EndInParameter(); }
ETL_ACTION(BetweenStart) { state.builder.BeginBetween(at); }
ETL_ACTION(LikeStart) { state.builder.BeginLike(at, "like"); }
ETL_ACTION(IlikeStart) { state.builder.BeginLike(at, "ilike"); }
ETL_ACTION(EscapeText) { state.builder.EscapeWith(Unquoted(text), at); }

ETL_ACTION(TypeName) {
  state.type = std::move(text);
  state.type_at = at;
}
ETL_ACTION(CastStart) { state.builder.BeginGroup(SyntaxKind::kCast, at); }
ETL_ACTION(TryCastStart) { state.builder.BeginTryCast(at); }
ETL_ACTION(CastCall) { state.builder.EndCast(std::move(state.type), state.type_at); }
ETL_ACTION(CastSymbol) { state.builder.BeginCastOfLast(at); }
ETL_ACTION(CastSuffix) { state.builder.EndCast(std::move(state.type), state.type_at); }

ETL_ACTION(CaseStart) { state.builder.BeginGroup(SyntaxKind::kCase, at); }
ETL_ACTION(CaseOperand) { state.builder.MarkCaseOperand(); }
ETL_ACTION(CaseElse) { state.builder.MarkCaseElse(); }
ETL_ACTION(CaseEnd) { state.builder.EndGroup(); }
ETL_ACTION(FunctionName) {
  state.builder.BeginGroup(SyntaxKind::kCall, at, Lower(std::move(text)));
}
ETL_ACTION(CallEnd) { state.builder.EndGroup(); }

#undef ETL_ACTION

// ---- Complaints: what was expected where the text went wrong ----

template <typename Rule>
inline constexpr const char* kExpected = "an expression";
template <>
inline constexpr const char* kExpected<g::ClosingQuote> = "a closing `'`";
template <>
inline constexpr const char* kExpected<g::ClosingDoubleQuote> = "a closing `\"`";
template <>
inline constexpr const char* kExpected<g::NumberEnd> = "the end of the number";
template <>
inline constexpr const char* kExpected<g::ParameterName> = "a parameter's name";
template <>
inline constexpr const char* kExpected<g::NameAfterDot> = "a name";
template <>
inline constexpr const char* kExpected<g::Open> = "`(`";
template <>
inline constexpr const char* kExpected<g::Close> = "`)`";
template <>
inline constexpr const char* kExpected<g::CallEnd> = "`,` or `)`";
template <>
inline constexpr const char* kExpected<g::InEnd> = "`,` or `)`";
template <>
inline constexpr const char* kExpected<g::InValues> = "`(` or a parameter that is a list";
template <>
inline constexpr const char* kExpected<g::As> = "`as` and a type";
template <>
inline constexpr const char* kExpected<g::TypeName> = "a type";
template <>
inline constexpr const char* kExpected<g::CaseWhens> = "`when`";
template <>
inline constexpr const char* kExpected<g::Then> = "`then`";
template <>
inline constexpr const char* kExpected<g::CaseEnd> = "`when`, `else` or `end`";
template <>
inline constexpr const char* kExpected<g::IsTarget> = "`null`, `true` or `false`";
template <>
inline constexpr const char* kExpected<g::Negatable> = "`in`, `between` or `like`";
template <>
inline constexpr const char* kExpected<g::EscapeText> = "a text of one character";
template <>
inline constexpr const char* kExpected<g::EndOfText> = "an operator or the end";

// The word or sign at the start of `rest`, for a message.
std::string Found(std::string_view rest) {
  if (rest.empty()) return "the end";
  const auto is_word = [&](std::size_t i) {
    const auto c = static_cast<unsigned char>(rest[i]);
    return std::isalnum(c) || c == '_' || c >= 0x80;
  };
  std::size_t end = 0;
  while (end < rest.size() && end < 40 && is_word(end)) ++end;
  while (end < rest.size() && (static_cast<unsigned char>(rest[end]) & 0xc0) == 0x80) ++end;
  if (end == 0 && static_cast<unsigned char>(rest[0]) < 0x20) return "a control character";
  return "`" + std::string(rest.substr(0, std::max<std::size_t>(end, 1))) + "`";
}

// What somebody who writes another language probably meant.
std::string HintFor(char before, std::string_view rest) {
  if (before == '=' && rest.starts_with('=')) return "equality is one `=`";
  if (before == '(' && rest.starts_with('*')) return "aggregates go into a step `use: aggregate`";
  return {};
}

template <typename Rule>
struct Control : p::normal<Rule> {
  template <typename Input, typename... States>
  [[noreturn]] static void raise(const Input& in, States&&...) {
    const std::string_view rest(in.current(), in.size());
    const char before = in.current() > in.begin() ? in.current()[-1] : ' ';
    throw SyntaxError(in.position().byte,
                      std::string("expected ") + kExpected<Rule> + ", found " + Found(rest),
                      HintFor(before, rest));
  }
};

}  // namespace

SyntaxPtr Parse(std::string_view text) {
  State state;
  p::memory_input<p::tracking_mode::eager, p::eol::lf> in(text.data(), text.data() + text.size(),
                                                          "expression");
  p::parse<g::Whole, Action, Control>(in, state);
  return state.builder.Finish();
}

}  // namespace etl::expression
