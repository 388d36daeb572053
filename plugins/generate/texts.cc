// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/texts.h"

#include <algorithm>
#include <utility>

#include "etl/suggest.h"
#include "etl/value_text.h"
#include "plugins/generate/words.h"

namespace etl::generate {
namespace {

// `Of` (row, text): appends the row's text; false: it is null.
template <typename Of>
class TextGenerator final : public Generator {
 public:
  explicit TextGenerator(Of of) : of_(std::move(of)) {}

  void Append(std::uint64_t first, std::int64_t count, ColumnBuilder& out) const override {
    std::string text;
    for (std::int64_t i = 0; i < count; ++i) {
      text.clear();
      if (of_(first + static_cast<std::uint64_t>(i), text))
        out.AppendText(text);
      else
        out.AppendNull();
    }
  }
  bool AppendText(std::uint64_t row, std::string& out) const override { return of_(row, out); }

 private:
  Of of_;
};

template <typename Of>
MadeColumn Text(const ColumnSpec& spec, std::int64_t max_chars, Of of) {
  return {{spec.name(), Utf8(), true, static_cast<int>(max_chars)},
          std::make_shared<TextGenerator<Of>>(std::move(of))};
}

std::int64_t CountChars(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

template <typename Texts>
std::int64_t LongestOf(const Texts& texts) {
  std::int64_t most = 0;
  for (const auto& text : texts) most = std::max(most, CountChars(text));
  return most;
}

// One of a list, evenly.
MadeColumn OneOf(const ColumnSpec& spec, std::span<const std::string_view> list) {
  spec.Expect(0, 0, spec.kind() + "()");
  const Draws draws(spec.Key());
  return Text(spec, LongestOf(list), [=](std::uint64_t row, std::string& out) {
    out += list[Below(draws.At(row), list.size())];
    return true;
  });
}

// "first last"
MadeColumn Names(const ColumnSpec& spec) {
  spec.Expect(0, 0, "name()");
  const Draws draws(spec.Key());
  return Text(spec, LongestOf(FirstNames()) + 1 + LongestOf(LastNames()),
              [=](std::uint64_t row, std::string& out) {
                const Draws inside = draws.Inside(row);
                out += FirstNames()[Below(inside.At(0), FirstNames().size())];
                out += ' ';
                out += LastNames()[Below(inside.At(1), LastNames().size())];
                return true;
              });
}

constexpr std::int64_t kMostChars = 1 << 20;

struct Range {
  std::int64_t least, most;
};
// The two arguments: how long, or how many.
Range RangeOf(const ColumnSpec& spec) {
  spec.Expect(1, 2, spec.kind() + "(min, max)");
  const std::int64_t least = spec.Integer(0, 0, kMostChars);
  return {least, spec.size() > 1 ? spec.Integer(1, least, kMostChars) : least};
}
std::uint64_t LengthOf(const Draws& inside, Range range) {
  return static_cast<std::uint64_t>(range.least) +
         Below(inside.At(0), static_cast<std::uint64_t>(range.most - range.least) + 1);
}

MadeColumn WordList(const ColumnSpec& spec) {
  const Range range = RangeOf(spec);
  const Draws draws(spec.Key());
  return Text(spec, range.most * (LongestOf(Words()) + 1),
              [=](std::uint64_t row, std::string& out) {
                const Draws inside = draws.Inside(row);
                const std::uint64_t count = LengthOf(inside, range);
                for (std::uint64_t i = 0; i < count; ++i) {
                  if (i > 0) out += ' ';
                  out += Words()[Below(inside.At(i + 1), Words().size())];
                }
                return true;
              });
}

MadeColumn Letters(const ColumnSpec& spec) {
  const Range range = RangeOf(spec);
  const Draws draws(spec.Key());
  return Text(spec, range.most, [=](std::uint64_t row, std::string& out) {
    const Draws inside = draws.Inside(row);
    const std::uint64_t count = LengthOf(inside, range);
    for (std::uint64_t i = 0; i < count; ++i)
      out += static_cast<char>('a' + Below(inside.At(i + 1), 26));
    return true;
  });
}

void AppendHex(std::uint64_t bits, std::uint64_t digits, std::string& out) {
  for (; digits-- > 0; bits >>= 4) out += "0123456789abcdef"[bits & 15];
}

// Unique ones begin with up to 15 digits that no other row has.
MadeColumn Hex(const ColumnSpec& spec) {
  spec.Expect(1, 1, "hex(digits)");
  const auto digits = static_cast<std::uint64_t>(spec.Integer(0, 1, kMostChars));
  const std::uint64_t own = spec.unique() ? std::min<std::uint64_t>(digits, 15) : 0;
  const std::uint64_t size = std::uint64_t{1} << (4 * own);
  if (own > 0 && static_cast<std::uint64_t>(spec.rows()) > size)
    spec.Fail(0, "{} rows cannot be unique with {} different values", spec.rows(), size);
  const Draws draws(spec.Key());
  return Text(spec, static_cast<std::int64_t>(digits),
              [=, p = Permutation(size, spec.Key())](std::uint64_t row, std::string& out) {
                if (own > 0) AppendHex(p.At(row), own, out);
                const Draws inside = draws.Inside(row);
                for (std::uint64_t at = own, i = 0; at < digits; at += 16, ++i)
                  AppendHex(inside.At(i), std::min<std::uint64_t>(digits - at, 16), out);
                return true;
              });
}

// "name*weight", or a text in quotes and "*weight" behind it.
std::pair<std::string, std::int64_t> ReadChoice(const ColumnSpec& spec, std::size_t i) {
  std::string text = spec.argument(i).text, weight = spec.argument(i).after;
  if (!spec.argument(i).quoted) {
    if (const auto star = text.rfind('*'); star != std::string::npos) {
      weight = text.substr(star);
      text.resize(text.find_last_not_of(' ', star - 1) + 1);
    }
  }
  if (weight.empty()) return {text, 1};
  const auto number = weight.starts_with('*')
                          ? detail::ParseNumber<std::int32_t>(std::string_view(weight).substr(
                                std::min(weight.find_first_not_of("* "), weight.size())))
                          : std::nullopt;
  if (!number || *number < 0)
    spec.FailAt(i, "{} is no weight; write for example cat*5, and quote a text that holds a *",
                Quoted(weight));
  return {text, *number};
}

MadeColumn Choice(const ColumnSpec& spec) {
  spec.Expect(1, 1'000'000, "choice(cat*5, dog, 'guinea pig')");
  std::vector<std::string> texts;
  std::vector<std::uint64_t> ends;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < spec.size(); ++i) {
    auto [text, weight] = ReadChoice(spec, i);
    texts.push_back(std::move(text));
    ends.push_back(sum += static_cast<std::uint64_t>(weight));
  }
  if (sum == 0) spec.Fail(0, "all weights are 0");
  const Draws draws(spec.Key());
  const std::int64_t longest = LongestOf(texts);
  return Text(spec, longest, [=](std::uint64_t row, std::string& out) {
    const std::uint64_t at = Below(draws.At(row), sum);
    out += texts[static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), at) -
                                          ends.begin())];
    return true;
  });
}

// "format('user-{}', id)": null where one of the columns is.
MadeColumn Formatted(const ColumnSpec& spec, const std::vector<MadeColumn>& before) {
  spec.Expect(1, 1'000'000, "format('text {}', column)");
  std::vector<std::string> texts;
  for (std::string_view rest = spec.argument(0).text;;) {
    const auto hole = rest.find("{}");
    texts.emplace_back(rest.substr(0, hole));
    if (hole == std::string_view::npos) break;
    rest.remove_prefix(hole + 2);
  }
  if (texts.size() != spec.size())
    spec.FailAt(0, "{} places {} for {} columns", texts.size() - 1, "{}", spec.size() - 1);
  std::vector<GeneratorPointer> columns;
  std::vector<std::string> names;
  for (const MadeColumn& column : before) names.push_back(column.field.name);
  for (std::size_t i = 1; i < spec.size(); ++i) {
    const auto found = std::find(names.begin(), names.end(), spec.argument(i).text);
    if (found == names.end()) {
      const auto closest = Closest(spec.argument(i).text, names);
      spec.FailAt(i, "there is no column `{}` before this one{}", spec.argument(i).text,
                  closest ? "; did you mean `" + *closest + "`?" : "");
    }
    columns.push_back(before[static_cast<std::size_t>(found - names.begin())].generator);
  }
  return Text(spec, 0, [=](std::uint64_t row, std::string& out) {
    out += texts[0];
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i]->AppendText(row, out)) return false;
      out += texts[i + 1];
    }
    return true;
  });
}

}  // namespace

std::optional<MadeColumn> MakeText(const ColumnSpec& spec, const std::vector<MadeColumn>& before) {
  const std::string& kind = spec.kind();
  const auto made = [&]() -> std::optional<MadeColumn> {
    if (kind == "word") return OneOf(spec, Words());
    if (kind == "firstname") return OneOf(spec, FirstNames());
    if (kind == "lastname") return OneOf(spec, LastNames());
    if (kind == "name") return Names(spec);
    if (kind == "words") return WordList(spec);
    if (kind == "text") return Letters(spec);
    if (kind == "hex") return Hex(spec);
    if (kind == "choice") return Choice(spec);
    if (kind == "format") return Formatted(spec, before);
    return std::nullopt;
  }();
  if (!made) return made;
  if (kind != "hex") spec.RefuseUnique();
  spec.RefuseSkewed();
  return made;
}

}  // namespace etl::generate
