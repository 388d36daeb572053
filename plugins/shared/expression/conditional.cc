// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/conditional.h"

#include <algorithm>

#include "plugins/shared/expression/logic.h"

namespace etl::expression {
namespace {

using Mask = std::vector<std::uint8_t>;

// The result of several branches, each of which writes its own rows. All null at first.
class Merge {
 public:
  Merge(DataType type, std::int64_t count) : out_(type, false), count_(count) {
    valid_ = out_.AllocateValid(count);
    std::fill_n(valid_, count, std::uint8_t{0});
    VisitStorage(type, [&](auto example) {
      using T = decltype(example);
      std::fill_n(out_.Allocate<T>(count), count, T{});
    });
  }

  void Take(const Vector& from, const Mask& mask) {
    out_.KeepAllOf(from);
    VisitStorage(out_.type(), [&](auto example) {
      using T = decltype(example);
      // The values were allocated here, so they may be written.
      T* values = const_cast<T*>(out_.values<T>().data);
      const Values<T> source = from.values<T>();
      for (std::int64_t i = 0; i < count_; ++i) {
        if (!mask[static_cast<std::size_t>(i)] || from.IsNull(i)) continue;
        values[i] = source[i];
        valid_[i] = 1;
      }
    });
  }

  Vector Finish() { return std::move(out_); }

 private:
  Vector out_;
  std::int64_t count_;
  std::uint8_t* valid_;
};

Mask ActiveRows(const Rows& rows) {
  Mask mask(static_cast<std::size_t>(rows.count), 1);
  if (rows.active) mask.assign(rows.active, rows.active + rows.count);
  return mask;
}

bool Any(const Mask& mask) {
  return std::find(mask.begin(), mask.end(), std::uint8_t{1}) != mask.end();
}

Rows Under(const Rows& rows, const Mask& mask) {
  return {rows.batch, rows.count, rows.first_row, mask.data()};
}

// The rows of `mask` for which `condition` is true; they leave `mask`.
Mask TakeTrue(const Vector& condition, Mask& mask) {
  Mask taken(mask.size());
  const auto values = condition.values<std::uint8_t>();
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    taken[i] = mask[i] & static_cast<std::uint8_t>(!condition.IsNull(row) && values[row] ? 1 : 0);
    mask[i] ^= taken[i];
  }
  return taken;
}

}  // namespace

Vector CaseNode::Evaluate(const Rows& rows) const {
  if (type().id == TypeId::kNull) return NullConstant(Null());
  Merge merge(type(), rows.count);
  Mask open = ActiveRows(rows);
  Vector operand;
  if (operand_) operand = operand_->Evaluate(rows);
  for (const Branch& branch : branches_) {
    if (!Any(open)) break;
    const Rows remaining = Under(rows, open);
    Vector condition = branch.when->Evaluate(remaining);
    if (operand_) condition = Compare(ETL_OP_EQ, operand, condition, remaining);
    const Mask taken = TakeTrue(condition, open);
    if (Any(taken)) merge.Take(branch.then->Evaluate(Under(rows, taken)), taken);
  }
  if (otherwise_ && Any(open)) merge.Take(otherwise_->Evaluate(Under(rows, open)), open);
  return merge.Finish();
}

std::vector<const Node*> CaseNode::operands() const {
  std::vector<const Node*> nodes;
  if (operand_) nodes.push_back(operand_.get());
  for (const Branch& branch : branches_) {
    nodes.push_back(branch.when.get());
    nodes.push_back(branch.then.get());
  }
  if (otherwise_) nodes.push_back(otherwise_.get());
  return nodes;
}

Vector CoalesceNode::Evaluate(const Rows& rows) const {
  if (type().id == TypeId::kNull) return NullConstant(Null());
  Vector first = args_[0]->Evaluate(rows);
  if (!first.may_have_nulls() || args_.size() == 1) return first;
  Merge merge(type(), rows.count);
  Mask open = ActiveRows(rows);
  for (std::size_t k = 0; k < args_.size() && Any(open); ++k) {
    const Vector vector = k == 0 ? first : args_[k]->Evaluate(Under(rows, open));
    Mask taken(open.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
      taken[i] =
          open[i] & static_cast<std::uint8_t>(vector.IsNull(static_cast<std::int64_t>(i)) ? 0 : 1);
      open[i] ^= taken[i];
    }
    merge.Take(vector, taken);
  }
  return merge.Finish();
}

}  // namespace etl::expression
