// SPDX-License-Identifier: Apache-2.0
// The loops that apply a function to every row: by C++ type, without a branch for nulls.
#pragma once

#include <cstdint>

#include "plugins/shared/expression/rows.h"
#include "plugins/shared/expression/vector.h"

namespace etl::expression {

// Rows to compute: one if every operand is constant.
inline Rows RowsFor(const Rows& rows, bool constant) { return constant ? rows.Single() : rows; }

// Null where an operand is null.
void CombineValid(Vector& out, std::int64_t count, const Vector& a);
void CombineValid(Vector& out, std::int64_t count, const Vector& a, const Vector& b);

// True if a complaint about this row counts: it is asked for, and not null.
inline bool Matters(const Vector& out, const Rows& rows, std::int64_t row) {
  return rows.IsActive(row) && !out.IsNull(row);
}

// f(a, out&) → false if there is no result; then fail(row), which throws, is called if it matters.
template <typename Out, typename A, typename F, typename Fail>
Vector Map(DataType type, const Vector& a, const Rows& all, F f, Fail fail) {
  const Rows rows = RowsFor(all, a.constant());
  Vector out(type, a.constant());
  CombineValid(out, rows.count, a);
  Out* values = out.Allocate<Out>(rows.count);
  const Values<A> from = a.values<A>();
  for (std::int64_t i = 0; i < rows.count; ++i) {
    values[i] = Out{};
    if (!f(from[i], values[i])) [[unlikely]] {
      values[i] = Out{};
      if (Matters(out, rows, i)) fail(rows, i);
    }
  }
  return out;
}

// f(a, b, out&), as above.
template <typename Out, typename A, typename B, typename F, typename Fail>
Vector Map2(DataType type, const Vector& a, const Vector& b, const Rows& all, F f, Fail fail) {
  const bool constant = a.constant() && b.constant();
  const Rows rows = RowsFor(all, constant);
  Vector out(type, constant);
  CombineValid(out, rows.count, a, b);
  Out* values = out.Allocate<Out>(rows.count);
  const Values<A> left = a.values<A>();
  const Values<B> right = b.values<B>();
  for (std::int64_t i = 0; i < rows.count; ++i) {
    values[i] = Out{};
    if (!f(left[i], right[i], values[i])) [[unlikely]] {
      values[i] = Out{};
      if (Matters(out, rows, i)) fail(rows, i);
    }
  }
  return out;
}

// Texts that a function makes, one after the other; they become views when all are there.
class TextBuilder {
 public:
  TextBuilder(DataType type, const Rows& rows, bool constant);

  std::string& text() { return *text_; }  // append the row's text, then End
  void End() { ends_.push_back(text_->size()); }
  void Append(std::string_view value) { text_->append(value), End(); }
  Vector Finish();

 private:
  DataType type_;
  bool constant_;
  std::shared_ptr<std::string> text_ = std::make_shared<std::string>();
  std::vector<std::size_t> ends_;
};

// f(row, std::string& out) appends the text of each row that is active and not null.
template <typename F>
Vector MapToText(const Rows& all, const std::vector<const Vector*>& args, F f) {
  bool constant = true;
  for (const Vector* arg : args) constant = constant && arg->constant();
  const Rows rows = RowsFor(all, constant);
  Vector valid(Utf8(), constant);
  for (const Vector* arg : args) CombineValid(valid, rows.count, *arg, valid);
  TextBuilder builder(Utf8(), rows, constant);
  for (std::int64_t i = 0; i < rows.count; ++i) {
    if (Matters(valid, rows, i)) f(rows, i, builder.text());
    builder.End();
  }
  Vector out = builder.Finish();
  out.set_valid(valid.valid());
  out.KeepAllOf(valid);
  return out;
}

}  // namespace etl::expression
