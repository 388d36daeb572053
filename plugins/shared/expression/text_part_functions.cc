// SPDX-License-Identifier: Apache-2.0
// Parts of a text, where they are, and texts filled up to a length.
#include <algorithm>
#include <limits>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/utf8.h"

namespace etl::expression {
namespace {

using Text = std::string_view;

void Never(const Rows&, std::int64_t) {}

// The first `count` code points, or, of a negative count, all but the last.
std::size_t SplitAt(Text text, std::int64_t count) {
  if (count >= 0) return utf8::Offset(text, static_cast<std::uint64_t>(count));
  const std::uint64_t drop = 0 - static_cast<std::uint64_t>(count), all = utf8::Length(text);
  return drop >= all ? 0 : utf8::Offset(text, all - drop);
}

Text Left(Text text, std::int64_t count) { return text.substr(0, SplitAt(text, count)); }

Text Right(Text text, std::int64_t count) {
  if (count < 0) return text.substr(utf8::Offset(text, 0 - static_cast<std::uint64_t>(count)));
  return text.substr(count == 0 ? text.size() : SplitAt(text, -count));
}

// The length that a constant says, or 0.
int CharsSaid(const Node& node) {
  const auto* constant = dynamic_cast<const ConstantNode*>(&node);
  if (!constant || constant->is_null()) return 0;
  const std::int64_t count = constant->value().values<std::int64_t>()[0];
  return count > 0 && count < std::numeric_limits<int>::max() ? static_cast<int>(count) : 0;
}

template <bool kLeft>
NodePtr BindSide(Nodes args, const Place& place) {
  args[0] = NeedText(std::move(args[0]), kLeft ? "left" : "right");
  args[1] = NeedInteger(std::move(args[1]), kLeft ? "left" : "right");
  int chars = args[0]->shape().max_chars;
  if (const int said = CharsSaid(*args[1]); said > 0) chars = chars ? std::min(chars, said) : said;
  Shape shape{Utf8(), AnyNullable(args), chars};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [](Text text, std::int64_t count, Text& out) {
      return out = kLeft ? Left(text, count) : Right(text, count), true;
    };
    Vector out = Map2<Text, Text, std::int64_t>(Utf8(), values[0], values[1], rows, run, Never);
    out.KeepAllOf(values[0]);
    return out;
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

// The field number `n` from 1 on, or from -1 backwards from the last; empty where there is none.
Text SplitPart(Text text, Text delimiter, std::int64_t n) {
  if (delimiter.empty()) return n == 1 || n == -1 ? text : Text{};
  while (n < -1) {
    const std::size_t found = text.rfind(delimiter);
    if (found == Text::npos) return {};
    text = text.substr(0, found);
    ++n;
  }
  if (n == -1) {
    const std::size_t found = text.rfind(delimiter);
    return found == Text::npos ? text : text.substr(found + delimiter.size());
  }
  for (; n > 1; --n) {
    const std::size_t found = text.find(delimiter);
    if (found == Text::npos) return {};
    text.remove_prefix(found + delimiter.size());
  }
  return text.substr(0, text.find(delimiter));
}

NodePtr BindSplitPart(Nodes args, const Place& place) {
  for (std::size_t i = 0; i < 2; ++i) args[i] = NeedText(std::move(args[i]), "split_part");
  args[2] = NeedInteger(std::move(args[2]), "split_part");
  Shape shape{Utf8(), AnyNullable(args), args[0]->shape().max_chars};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place& at) {
    const auto texts = values[0].values<Text>(), delimiters = values[1].values<Text>();
    const auto numbers = values[2].values<std::int64_t>();
    return MapToText(rows, {&values[0], &values[1], &values[2]},
                     [&](const Rows& where, std::int64_t row, std::string& out) {
                       if (numbers[row] == 0)
                         at.Fail(where, row, "split_part counts its parts from 1, or from -1 back");
                       out += SplitPart(texts[row], delimiters[row], numbers[row]);
                     });
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

// A function of two texts that says something of them.
template <typename T, typename F>
NodePtr BindTwoTexts(const char* name, DataType type, Nodes args, const Place& place, F f) {
  for (NodePtr& arg : args) arg = NeedText(std::move(arg), name);
  const Shape shape{type, AnyNullable(args)};
  Kernel kernel = [type, f](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [f](Text text, Text part, T& out) {
      return out = static_cast<T>(f(text, part)), true;
    };
    return Map2<T, Text, Text>(type, values[0], values[1], rows, run, Never);
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

NodePtr BindStrpos(Nodes args, const Place& place) {
  return BindTwoTexts<std::int64_t>("strpos", Int64(), std::move(args), place,
                                    [](Text text, Text part) -> std::size_t {
                                      const std::size_t found = text.find(part);
                                      if (found == Text::npos) return 0;
                                      return utf8::Length(text.substr(0, found)) + 1;
                                    });
}
NodePtr BindStartsWith(Nodes args, const Place& place) {
  return BindTwoTexts<std::uint8_t>("starts_with", Bool(), std::move(args), place,
                                    [](Text text, Text part) { return text.starts_with(part); });
}
NodePtr BindEndsWith(Nodes args, const Place& place) {
  return BindTwoTexts<std::uint8_t>("ends_with", Bool(), std::move(args), place,
                                    [](Text text, Text part) { return text.ends_with(part); });
}
NodePtr BindContains(Nodes args, const Place& place) {
  return BindTwoTexts<std::uint8_t>(
      "contains", Bool(), std::move(args), place,
      [](Text text, Text part) { return text.find(part) != Text::npos; });
}

constexpr std::int64_t kLongestPad = 1'000'000;

// `count` code points of `fill`, over and over.
void AppendFill(Text fill, std::size_t count, std::string& out) {
  for (std::size_t at = 0; count > 0; --count) {
    const std::size_t end = utf8::Next(fill, at);
    out += fill.substr(at, end - at);
    at = end < fill.size() ? end : 0;
  }
}

template <bool kLeft>
NodePtr BindPad(Nodes args, const Place& place) {
  static constexpr const char* kName = kLeft ? "lpad" : "rpad";
  if (args.size() == 2) args.push_back(MakeConstantNode(TextConstant(" "), place));
  for (const std::size_t i : {0, 2}) args[i] = NeedText(std::move(args[i]), kName);
  args[1] = NeedInteger(std::move(args[1]), kName);
  Shape shape{Utf8(), AnyNullable(args), CharsSaid(*args[1])};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place& at) {
    const auto texts = values[0].values<Text>(), fills = values[2].values<Text>();
    const auto lengths = values[1].values<std::int64_t>();
    return MapToText(rows, {&values[0], &values[1], &values[2]},
                     [&](const Rows& where, std::int64_t row, std::string& out) {
                       const std::int64_t wanted = std::max<std::int64_t>(lengths[row], 0);
                       if (wanted > kLongestPad)
                         at.Fail(where, row,
                                 Format("{} makes texts of at most {} characters, not {}", kName,
                                        kLongestPad, wanted));
                       const Text kept = Left(texts[row], wanted), fill = fills[row];
                       const std::size_t missing =
                           static_cast<std::size_t>(wanted) - utf8::Length(kept);
                       if (!kLeft) out += kept;
                       if (!fill.empty()) AppendFill(fill, missing, out);
                       if (kLeft) out += kept;
                     });
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"left", 2, 2, "left(text, count)", BindSide<true>},
    {"right", 2, 2, "right(text, count)", BindSide<false>},
    {"split_part", 3, 3, "split_part(text, delimiter, number)", BindSplitPart},
    {"strpos", 2, 2, "strpos(text, part)", BindStrpos},
    {"starts_with", 2, 2, "starts_with(text, part)", BindStartsWith},
    {"ends_with", 2, 2, "ends_with(text, part)", BindEndsWith},
    {"contains", 2, 2, "contains(text, part)", BindContains},
    {"lpad", 2, 3, "lpad(text, length[, fill])", BindPad<true>},
    {"rpad", 2, 3, "rpad(text, length[, fill])", BindPad<false>},
};

}  // namespace

std::span<const Function> TextPartFunctions() { return kFunctions; }

}  // namespace etl::expression
