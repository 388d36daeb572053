// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/case_mapping.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/utf8.h"

namespace etl::expression {
namespace {

using Text = std::string_view;

void Never(const Rows&, std::int64_t) {}

// The shape of a text that is at most as long as its original.
Shape Kept(const Nodes& args) {
  Shape shape = args[0]->shape();
  shape.type = Utf8();
  shape.nullable = AnyNullable(args);
  return shape;
}

NodePtr BindCase(Nodes args, const Place& place, bool upper) {
  args[0] = NeedText(std::move(args[0]), upper ? "upper" : "lower");
  Shape shape = Kept(args);
  Kernel kernel = [mapping = CaseMapping(upper)](const std::vector<Vector>& values,
                                                 const Rows& rows, const Place&) {
    const auto texts = values[0].values<Text>();
    return MapToText(rows, {&values[0]}, [&](const Rows&, std::int64_t row, std::string& out) {
      mapping.Append(texts[row], out);
    });
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}
NodePtr BindLower(Nodes args, const Place& place) {
  return BindCase(std::move(args), place, false);
}
NodePtr BindUpper(Nodes args, const Place& place) { return BindCase(std::move(args), place, true); }

// True if the code point of `text` at `at`, `size` bytes long, is one of `set`.
bool IsOneOf(Text set, Text text, std::size_t at, std::size_t size) {
  for (std::size_t i = 0; i < set.size(); i = utf8::Next(set, i))
    if (set.substr(i, utf8::Next(set, i) - i) == text.substr(at, size)) return true;
  return false;
}

Text Trimmed(Text text, Text set, bool left, bool right) {
  while (left && !text.empty()) {
    const std::size_t size = utf8::Next(text, 0);
    if (!IsOneOf(set, text, 0, size)) break;
    text.remove_prefix(size);
  }
  while (right && !text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && utf8::IsContinuation(text[last])) --last;
    if (!IsOneOf(set, text, last, text.size() - last)) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

template <bool kLeft, bool kRight>
NodePtr BindTrim(Nodes args, const Place& place) {
  if (args.size() == 1) args.push_back(MakeConstantNode(TextConstant(" "), place));
  for (NodePtr& arg : args) arg = NeedText(std::move(arg), "trim");
  Shape shape = Kept(args);
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [](Text text, Text set, Text& out) {
      return out = Trimmed(text, set, kLeft, kRight), true;
    };
    Vector out = Map2<Text, Text, Text>(Utf8(), values[0], values[1], rows, run, Never);
    out.KeepAllOf(values[0]);
    return out;
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

// PostgreSQL's: characters start to start + count - 1, counted from 1, as far as there are any.
Text Substring(Text text, std::int64_t start, std::int64_t count) {
  std::int64_t end = 0;  // one past the last
  if (__builtin_add_overflow(start, count, &end)) end = std::numeric_limits<std::int64_t>::max();
  start = std::max<std::int64_t>(start, 1);
  if (end <= start) return {};
  const std::size_t begin = utf8::Offset(text, static_cast<std::uint64_t>(start - 1));
  const Text rest = text.substr(begin);
  return rest.substr(0, utf8::Offset(rest, static_cast<std::uint64_t>(end - start)));
}

int SubstringChars(const Nodes& args) {
  const int chars = args[0]->shape().max_chars;
  const auto* count = dynamic_cast<const ConstantNode*>(args[2].get());
  if (!count || count->is_null()) return chars;
  const std::int64_t most = std::clamp<std::int64_t>(count->value().values<std::int64_t>()[0], 0,
                                                     std::numeric_limits<int>::max());
  const auto limit = static_cast<int>(most == std::numeric_limits<int>::max() ? 0 : most);
  return chars == 0 ? limit : limit == 0 ? chars : std::min(chars, limit);
}

NodePtr BindSubstr(Nodes args, const Place& place) {
  if (args.size() == 2)
    args.push_back(MakeConstantNode(
        MakeConstant<std::int64_t>(Int64(), std::numeric_limits<std::int64_t>::max()), place));
  args[0] = NeedText(std::move(args[0]), "substr");
  for (std::size_t i = 1; i < 3; ++i) args[i] = NeedInteger(std::move(args[i]), "substr");
  Shape shape{Utf8(), AnyNullable(args), SubstringChars(args)};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& all, const Place& at) {
    const bool constant = values[0].constant() && values[1].constant() && values[2].constant();
    const Rows rows = RowsFor(all, constant);
    Vector out(Utf8(), constant);
    for (const Vector& value : values) CombineValid(out, rows.count, value, out);
    out.KeepAllOf(values[0]);
    Text* texts = out.Allocate<Text>(rows.count);
    const auto from = values[0].values<Text>();
    const auto starts = values[1].values<std::int64_t>(), counts = values[2].values<std::int64_t>();
    for (std::int64_t i = 0; i < rows.count; ++i) {
      texts[i] = {};
      if (!Matters(out, rows, i)) continue;
      if (counts[i] < 0) at.Fail(rows, i, Format("substr takes no negative length: {}", counts[i]));
      texts[i] = Substring(from[i], starts[i], counts[i]);
    }
    return out;
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

NodePtr BindLength(Nodes args, const Place& place) {
  args[0] = NeedText(std::move(args[0]), "length");
  const Shape shape{Int64(), AnyNullable(args)};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto run = [](Text text, std::int64_t& out) {
      return out = static_cast<std::int64_t>(utf8::Length(text)), true;
    };
    return Map<std::int64_t, Text>(Int64(), values[0], rows, run, Never);
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

// The sum of what is known; 0 if one is not.
int JoinedChars(const Nodes& args) {
  std::int64_t sum = 0;
  for (const NodePtr& arg : args) {
    const auto* constant = dynamic_cast<const ConstantNode*>(arg.get());
    const bool empty =
        constant && !constant->is_null() && constant->value().values<Text>()[0].empty();
    if (arg->shape().max_chars == 0 && !empty) return 0;
    sum += arg->shape().max_chars;
  }
  return sum > std::numeric_limits<int>::max() ? 0 : static_cast<int>(sum);
}

NodePtr AsText(NodePtr arg) {
  if (arg->type().id == TypeId::kUtf8) return arg;
  if (arg->type().id == TypeId::kBinary)
    Complain(arg->place(), "binary does not join with text", "cast(x as string) if it is UTF-8");
  return Coerce(std::move(arg), Utf8());
}

// As in PostgreSQL, concat leaves nulls out, where || gives null.
NodePtr BindConcat(Nodes args, const Place& place) {
  for (NodePtr& arg : args) arg = AsText(std::move(arg));
  const Shape shape{Utf8(), false, JoinedChars(args)};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& all, const Place&) {
    const bool constant = std::all_of(values.begin(), values.end(),
                                      [](const Vector& value) { return value.constant(); });
    const Rows rows = RowsFor(all, constant);
    TextBuilder builder(Utf8(), rows, constant);
    for (std::int64_t i = 0; i < rows.count; ++i) {
      for (const Vector& value : values)
        if (rows.IsActive(i) && !value.IsNull(i)) builder.text() += value.values<Text>()[i];
      builder.End();
    }
    return builder.Finish();
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

void AppendReplaced(Text text, Text from, Text to, std::string& out) {
  std::size_t at = 0;
  for (std::size_t found = 0; !from.empty() && (found = text.find(from, at)) != Text::npos;) {
    out.append(text.substr(at, found - at)).append(to);
    at = found + from.size();
  }
  out.append(text.substr(at));
}

NodePtr BindReplace(Nodes args, const Place& place) {
  for (NodePtr& arg : args) arg = NeedText(std::move(arg), "replace");
  const Shape shape{Utf8(), AnyNullable(args)};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto texts = values[0].values<Text>(), from = values[1].values<Text>(),
               to = values[2].values<Text>();
    return MapToText(rows, {&values[0], &values[1], &values[2]},
                     [&](const Rows&, std::int64_t row, std::string& out) {
                       AppendReplaced(texts[row], from[row], to[row], out);
                     });
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"lower", 1, 1, "lower(text)", BindLower},
    {"upper", 1, 1, "upper(text)", BindUpper},
    {"trim", 1, 2, "trim(text[, characters])", BindTrim<true, true>},
    {"ltrim", 1, 2, "ltrim(text[, characters])", BindTrim<true, false>},
    {"rtrim", 1, 2, "rtrim(text[, characters])", BindTrim<false, true>},
    {"substr", 2, 3, "substr(text, start[, length])", BindSubstr},
    {"substring", 2, 3, "substring(text, start[, length])", BindSubstr},
    {"length", 1, 1, "length(text)", BindLength},
    {"concat", 1, kAnyCount, "concat(value, ...)", BindConcat},
    {"replace", 3, 3, "replace(text, from, to)", BindReplace},
};

}  // namespace

std::span<const Function> TextFunctions() { return kFunctions; }

NodePtr BindJoin(NodePtr left, NodePtr right, const Place& place) {
  const auto is_text = [](const NodePtr& node) {
    return node->type().id == TypeId::kUtf8 || node->type().id == TypeId::kNull;
  };
  if (!is_text(left) && !is_text(right))
    Complain(
        place,
        Format("|| joins texts, not {} and {}", ToString(left->type()), ToString(right->type())),
        "concat(a, b) takes values of any type");
  Nodes args;
  args.push_back(AsText(std::move(left)));
  args.push_back(AsText(std::move(right)));
  const Shape shape{Utf8(), AnyNullable(args), JoinedChars(args)};
  Kernel kernel = [](const std::vector<Vector>& values, const Rows& rows, const Place&) {
    const auto a = values[0].values<Text>(), b = values[1].values<Text>();
    return MapToText(rows, {&values[0], &values[1]},
                     [&](const Rows&, std::int64_t row, std::string& out) {
                       out.append(a[row]).append(b[row]);
                     });
  };
  return MakeFunction(shape, place, std::move(args), std::move(kernel));
}

}  // namespace etl::expression
