// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/logic.h"

#include <algorithm>
#include <vector>

#include "plugins/shared/expression/value_order.h"

namespace etl::expression {
namespace {

// A bool vector that is being written.
struct Bools {
  Bools(bool constant, std::int64_t count)
      : vector(Bool(), constant),
        values(vector.Allocate<std::uint8_t>(count)),
        valid(vector.AllocateValid(count)) {}
  void Set(std::int64_t row, bool value) { values[row] = value ? 1 : 0, valid[row] = 1; }
  void SetNull(std::int64_t row) { values[row] = 0, valid[row] = 0; }

  Vector vector;
  std::uint8_t* values;
  std::uint8_t* valid;
};

Vector Negated(const Vector& vector, const Rows& rows) {
  const auto flip = [](std::uint8_t a, std::uint8_t& out) {
    out = a ? 0 : 1;
    return true;
  };
  return Map<std::uint8_t, std::uint8_t>(Bool(), vector, rows, flip,
                                         [](const Rows&, std::int64_t) {});
}

}  // namespace

Vector LogicNode::Evaluate(const Rows& rows) const {
  const std::uint8_t decisive = is_and_ ? 0 : 1;  // decides whatever the others are
  Bools out(false, rows.count);
  std::vector<std::uint8_t> open(static_cast<std::size_t>(rows.count));
  std::int64_t open_count = 0;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    out.Set(i, is_and_);
    open[static_cast<std::size_t>(i)] = rows.IsActive(i) ? 1 : 0;
    open_count += open[static_cast<std::size_t>(i)];
  }
  for (const NodePtr& arg : args_) {
    if (open_count == 0) break;
    Rows remaining = rows;
    if (open_count < rows.count) remaining.active = open.data();
    const Vector vector = arg->Evaluate(remaining);
    const auto values = vector.values<std::uint8_t>();
    for (std::int64_t i = 0; i < rows.count; ++i) {
      std::uint8_t& is_open = open[static_cast<std::size_t>(i)];
      if (!is_open) continue;
      if (vector.IsNull(i)) {
        out.SetNull(i);
      } else if (values[i] == decisive) {
        out.Set(i, !is_and_);
        is_open = 0;
        --open_count;
      }
    }
  }
  return out.vector;
}

Vector NotNode::Evaluate(const Rows& rows) const { return Negated(arg_->Evaluate(rows), rows); }

Vector IsNode::Evaluate(const Rows& rows) const {
  const Vector arg = arg_->Evaluate(rows);
  const std::int64_t count = arg.constant() ? 1 : rows.count;
  Vector out(Bool(), arg.constant());
  auto* result = out.Allocate<std::uint8_t>(count);
  const auto values = test_ == IsTest::kNull ? Values<std::uint8_t>{} : arg.values<std::uint8_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    const bool holds = test_ == IsTest::kNull
                           ? arg.IsNull(i)
                           : !arg.IsNull(i) && (values[i] != 0) == (test_ == IsTest::kTrue);
    result[i] = holds != negated_ ? 1 : 0;
  }
  return out;
}

Vector BetweenNode::Evaluate(const Rows& rows) const {
  const Vector value = args_[0]->Evaluate(rows);
  const Vector above = Compare(ETL_OP_GE, value, args_[1]->Evaluate(rows), rows);
  const Vector below = Compare(ETL_OP_LE, value, args_[2]->Evaluate(rows), rows);
  const bool constant = above.constant() && below.constant();
  const std::int64_t count = constant ? 1 : rows.count;
  Bools out(constant, count);
  const auto low = above.values<std::uint8_t>(), high = below.values<std::uint8_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    const bool low_null = above.IsNull(i), high_null = below.IsNull(i);
    if ((!low_null && !low[i]) || (!high_null && !high[i]))
      out.Set(i, negated_);
    else if (low_null || high_null)
      out.SetNull(i);
    else
      out.Set(i, !negated_);
  }
  return out.vector;
}

namespace {

// Values of one type, sorted and each once, as a vector of their own.
template <typename T>
Vector SortedConstants(DataType type, const std::vector<Vector>& constants) {
  Vector out(type, false);
  T* values = out.Allocate<T>(static_cast<std::int64_t>(constants.size()));
  for (std::size_t i = 0; i < constants.size(); ++i) {
    values[i] = constants[i].values<T>()[0];
    out.KeepAllOf(constants[i]);
  }
  std::sort(values, values + constants.size(), [](const T& a, const T& b) { return Less(a, b); });
  return out;
}

template <typename T>
bool Contains(const T* values, std::int64_t count, const T& wanted) {
  constexpr std::int64_t kFew = 8;  // as many are found faster by looking at each
  if (count <= kFew)
    return std::any_of(values, values + count, [&](const T& value) { return Same(value, wanted); });
  return std::binary_search(values, values + count, wanted,
                            [](const T& a, const T& b) { return Less(a, b); });
}

}  // namespace

InNode::InNode(Shape shape, Place place, Nodes args, bool negated)
    : Node(std::move(shape), std::move(place)), args_(std::move(args)), negated_(negated) {
  std::vector<Vector> constants;
  for (std::size_t i = 1; i < args_.size(); ++i) {
    const auto* constant = dynamic_cast<const ConstantNode*>(args_[i].get());
    if (!constant)
      computed_.push_back(args_[i].get());
    else if (constant->is_null())
      has_null_ = true;
    else
      constants.push_back(constant->value());
  }
  constant_count_ = static_cast<std::int64_t>(constants.size());
  constants_ = VisitStorage(args_[0]->type(), [&](auto example) {
    return SortedConstants<decltype(example)>(args_[0]->type(), constants);
  });
}

Vector InNode::Evaluate(const Rows& rows) const {
  const Vector value = args_[0]->Evaluate(rows);
  const bool constant = value.constant() && computed_.empty();
  const std::int64_t count = constant ? 1 : rows.count;
  Bools out(constant, count);
  VisitStorage(value.type(), [&](auto example) {
    using T = decltype(example);
    const Values<T> values = value.values<T>();
    const T* list = constants_.values<T>().data;
    for (std::int64_t i = 0; i < count; ++i) {
      if (value.IsNull(i))
        out.SetNull(i);
      else if (Contains(list, constant_count_, values[i]))
        out.Set(i, !negated_);
      else if (has_null_)
        out.SetNull(i);
      else
        out.Set(i, negated_);
    }
  });
  for (const Node* node : computed_) {
    const Vector equal = Compare(ETL_OP_EQ, value, node->Evaluate(rows), rows);
    const auto values = equal.values<std::uint8_t>();
    for (std::int64_t i = 0; i < count; ++i) {
      const bool found = out.valid[i] && (out.values[i] != 0) != negated_;
      if (found) continue;
      if (equal.IsNull(i))
        out.SetNull(i);
      else if (values[i])
        out.Set(i, !negated_);
    }
  }
  return out.vector;
}

}  // namespace etl::expression
