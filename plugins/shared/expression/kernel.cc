// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/kernel.h"

#include <utility>

namespace etl::expression {

void CombineValid(Vector& out, std::int64_t count, const Vector& a) {
  if (!a.valid()) return;
  out.KeepAllOf(a);
  if (a.constant() == out.constant()) {
    out.set_valid(a.valid());
    return;
  }
  std::uint8_t* valid = out.AllocateValid(count);
  for (std::int64_t i = 0; i < count; ++i) valid[i] = a.IsNull(i) ? 0 : 1;
}

void CombineValid(Vector& out, std::int64_t count, const Vector& a, const Vector& b) {
  if (!b.valid()) return CombineValid(out, count, a);
  if (!a.valid()) return CombineValid(out, count, b);
  const Values<std::uint8_t> left{a.valid(), a.constant() ? 0 : 1};
  const Values<std::uint8_t> right{b.valid(), b.constant() ? 0 : 1};
  // `out` may be one of the operands, so its validity is replaced last.
  Vector combined(out.type(), out.constant());
  std::uint8_t* valid = combined.AllocateValid(count);
  for (std::int64_t i = 0; i < count; ++i) valid[i] = left[i] & right[i];
  out.set_valid(valid);
  out.KeepAllOf(combined);
}

TextBuilder::TextBuilder(DataType type, const Rows& rows, bool constant)
    : type_(type), constant_(constant) {
  ends_.reserve(static_cast<std::size_t>(rows.count));
}

Vector TextBuilder::Finish() {
  Vector out(type_, constant_);
  auto* values = out.Allocate<std::string_view>(static_cast<std::int64_t>(ends_.size()));
  std::size_t begin = 0;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    values[i] = std::string_view(*text_).substr(begin, ends_[i] - begin);
    begin = ends_[i];
  }
  out.Keep(std::move(text_));
  return out;
}

}  // namespace etl::expression
