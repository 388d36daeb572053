// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/column_spec.h"

#include <cmath>
#include <utility>

#include "etl/value_text.h"

namespace etl::generate {

ColumnSpec::ColumnSpec(std::string name, const OptionNode& node, std::uint64_t seed,
                       std::int64_t rows)
    : name_(std::move(name)),
      node_(node),
      seed_(seed),
      rows_(rows),
      call_(call_text::ParseCall(node.text(), node.get())) {
  ReadWords();
}

void ColumnSpec::ReadWords() {
  for (std::size_t i = 0; i < call_.words.size(); ++i) {
    const call_text::Piece& word = call_.words[i];
    if (word.text == "unique") {
      unique_ = true;
    } else if (word.text == "skewed") {
      skewed_ = true;
    } else if (word.text == "null" && i + 1 < call_.words.size()) {
      std::string_view share = call_.words[++i].text;
      const bool is_percent = share.ends_with('%');
      if (is_percent) share.remove_suffix(1);
      const auto percent = detail::ParseNumber<double>(share);
      if (!is_percent || !percent || !(*percent >= 0 && *percent <= 100))
        Fail(call_.words[i].at, "{} is no share of nulls; write for example `null 5%`",
             Quoted(call_.words[i].text));
      null_share_ = *percent / 100;
    } else {
      Fail(word.at,
           "{} is not understood here; behind the parentheses may stand `null 5%`, "
           "`unique` and `skewed`",
           Quoted(word.text));
    }
  }
}

void ColumnSpec::Expect(std::size_t least, std::size_t most, std::string_view form) const {
  if (size() < least || size() > most)
    Fail(0, "{} argument{}, where {} is the form", size(), size() == 1 ? "" : "s", form);
}

std::int64_t ColumnSpec::Integer(std::size_t i, std::int64_t least, std::int64_t most) const {
  const auto value = detail::ParseNumber<std::int64_t>(argument(i).text);
  if (!value) FailAt(i, "{} is no whole number", Quoted(argument(i).text));
  if (*value < least || *value > most)
    FailAt(i, "{} is not between {} and {}", *value, least, most);
  return *value;
}

double ColumnSpec::Real(std::size_t i) const {
  const auto value = detail::ParseNumber<double>(argument(i).text);
  if (!value || !std::isfinite(*value)) FailAt(i, "{} is no number", Quoted(argument(i).text));
  return *value;
}

Int128 ColumnSpec::Decimal(std::size_t i, int precision, int scale) const {
  const auto value = ParseDecimal(argument(i).text, precision, scale);
  if (!value) FailAt(i, "{} is no decimal({},{})", Quoted(argument(i).text), precision, scale);
  return *value;
}

std::int32_t ColumnSpec::Date(std::size_t i) const {
  const auto value = ParseDate(argument(i).text);
  if (!value) FailAt(i, "{} is no date, such as 2024-02-29", Quoted(argument(i).text));
  return *value;
}

std::int64_t ColumnSpec::Timestamp(std::size_t i, bool* has_zone) const {
  *has_zone = false;
  if (const auto day = ParseDate(argument(i).text)) return *day * kMicrosPerDay;
  const auto value = ParseTimestamp(argument(i).text, has_zone);
  if (!value)
    FailAt(i, "{} is no time, such as 2024-02-29T12:00:00 or, in UTC, 2024-02-29T12:00:00Z",
           Quoted(argument(i).text));
  return *value;
}

void ColumnSpec::RefuseUnique() const {
  if (unique_) Fail(0, "values of {} cannot be made unique", kind());
}
void ColumnSpec::RefuseSkewed() const {
  if (skewed_) Fail(0, "values of {} cannot be skewed", kind());
}
void ColumnSpec::RefuseNull() const {
  if (null_share_ > 0) Fail(0, "values of {} cannot be null", kind());
}

}  // namespace etl::generate
