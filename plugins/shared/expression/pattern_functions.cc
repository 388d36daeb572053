// SPDX-License-Identifier: Apache-2.0
// Regular expressions, of RE2: no text makes one slow. The pattern is the same for all rows.
#include <re2/re2.h>

#include <memory>
#include <optional>
#include <vector>

#include "etl/value_text.h"
#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/functions.h"

namespace etl::expression {
namespace {

using Text = std::string_view;
using Pattern = std::shared_ptr<const re2::RE2>;

void Never(const Rows&, std::int64_t) {}

re2::StringPiece Piece(Text text) { return {text.data(), text.size()}; }

// The text of a literal or a parameter; nullopt is null.
std::optional<Text> NeedFixedText(const Node& node, const std::string& who, const char* what) {
  const auto* constant = dynamic_cast<const ConstantNode*>(&node);
  if (!constant)
    Complain(node.place(), Format("{} takes {} that is the same for all rows", who, what),
             "write a text or a parameter");
  if (constant->is_null()) return std::nullopt;
  return constant->value().values<Text>()[0];
}

// Null for a pattern that is null.
Pattern NeedPattern(const Node& node, const std::string& who) {
  const auto text = NeedFixedText(node, who, "a pattern");
  if (!text) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<const re2::RE2>(Piece(*text), options);
  if (!pattern->ok())
    Complain(node.place(), Format("this is no regular expression: {}", pattern->error()),
             "the syntax is RE2's");
  return pattern;
}

NodePtr NullOf(DataType type, const Place& place) {
  return MakeConstantNode(NullConstant(type), place);
}

NodePtr BindMatches(Nodes args, const Place& place) {
  for (NodePtr& arg : args) arg = NeedText(std::move(arg), "regexp_matches");
  const Pattern pattern = NeedPattern(*args[1], "regexp_matches");
  if (!pattern) return NullOf(Bool(), place);
  args.resize(1);
  const Shape shape{Bool(), AnyNullable(args)};
  Kernel kernel = [pattern](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [&](Text text, std::uint8_t& out) {
      return out = re2::RE2::PartialMatch(Piece(text), *pattern) ? 1 : 0, true;
    };
    return Map<std::uint8_t, Text>(Bool(), values[0], rows, run, Never);
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

bool IsForAll(const Nodes& args) {
  if (args.size() < 4) return false;
  const auto flag = NeedFixedText(*args[3], "regexp_replace", "a flag");
  if (flag && *flag == "g") return true;
  Complain(args[3]->place(), "regexp_replace knows the flag 'g' alone",
           "'g' replaces all matches; (?i) in the pattern ignores case");
}

NodePtr BindReplace(Nodes args, const Place& place) {
  for (NodePtr& arg : args) arg = NeedText(std::move(arg), "regexp_replace");
  const Pattern pattern = NeedPattern(*args[1], "regexp_replace");
  const auto written = NeedFixedText(*args[2], "regexp_replace", "a replacement");
  const bool all = IsForAll(args);
  if (!pattern || !written) return NullOf(Utf8(), place);
  std::string error;
  if (!pattern->CheckRewriteString(Piece(*written), &error))
    Complain(args[2]->place(), Format("this replacement does not fit the pattern: {}", error),
             "\\1 is the first group, \\0 the whole match, \\\\ a backslash");
  Kernel kernel = [pattern, all, to = std::string(*written)](const std::vector<Vector>& values,
                                                             const Rows& rows, const Place&) {
    const auto texts = values[0].values<Text>();
    return MapToText(rows, {&values[0]}, [&](const Rows&, std::int64_t row, std::string& out) {
      std::string text(texts[row]);
      if (all)
        re2::RE2::GlobalReplace(&text, *pattern, to);
      else
        re2::RE2::Replace(&text, *pattern, to);
      out += text;
    });
  };
  args.resize(1);
  const Shape shape{Utf8(), AnyNullable(args)};
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

// The number of a group of the pattern; 0, the whole match, if none is given.
int NeedGroup(Nodes& args, const re2::RE2& pattern) {
  if (args.size() < 3) return 0;
  const NodePtr group = NeedInteger(std::move(args[2]), "regexp_extract");
  const auto* constant = dynamic_cast<const ConstantNode*>(group.get());
  const int groups = pattern.NumberOfCapturingGroups();
  const std::int64_t number =
      constant && !constant->is_null() ? constant->value().values<std::int64_t>()[0] : -1;
  if (number >= 0 && number <= groups) return static_cast<int>(number);
  Complain(group->place(), "regexp_extract takes the number of a group of the pattern",
           Format("this one has {}; 0 is the whole match", groups));
}

NodePtr BindExtract(Nodes args, const Place& place) {
  for (std::size_t i = 0; i < 2; ++i) args[i] = NeedText(std::move(args[i]), "regexp_extract");
  const Pattern pattern = NeedPattern(*args[1], "regexp_extract");
  if (!pattern) return NullOf(Utf8(), place);
  const int group = NeedGroup(args, *pattern);
  args.resize(1);
  const Shape shape{Utf8(), true, args[0]->shape().max_chars};
  Kernel kernel = [pattern, group](const std::vector<Vector>& values, const Rows& all,
                                   const Place&) {
    const Rows rows = RowsFor(all, values[0].constant());
    Vector out(Utf8(), values[0].constant());
    out.KeepAllOf(values[0]);
    const auto texts = values[0].values<Text>();
    Text* found = out.Allocate<Text>(rows.count);
    std::uint8_t* valid = out.AllocateValid(rows.count);
    std::vector<re2::StringPiece> parts(static_cast<std::size_t>(group) + 1);
    for (std::int64_t i = 0; i < rows.count; ++i) {
      found[i] = {};
      valid[i] = 0;
      if (!Matters(values[0], rows, i) ||
          !pattern->Match(Piece(texts[i]), 0, texts[i].size(), re2::RE2::UNANCHORED, parts.data(),
                          group + 1))
        continue;
      const re2::StringPiece part = parts.back();
      valid[i] = part.data() ? 1 : 0;
      if (part.data()) found[i] = Text(part.data(), part.size());
    }
    return out;
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"regexp_matches", 2, 2, "regexp_matches(text, pattern)", BindMatches},
    {"regexp_replace", 3, 4, "regexp_replace(text, pattern, replacement[, 'g'])", BindReplace},
    {"regexp_extract", 2, 3, "regexp_extract(text, pattern[, group])", BindExtract},
};

}  // namespace

std::span<const Function> PatternFunctions() { return kFunctions; }

}  // namespace etl::expression
