// SPDX-License-Identifier: Apache-2.0
// Three-valued logic, comparison, and the nodes made of them.
#pragma once

#include "etl/plan.h"
#include "plugins/shared/expression/node.h"

namespace etl::expression {

// Values of one type, compared in its canonical order: text by bytes, false < true, NaN last and
// equal to itself, -0 = 0. `op` is one of EQ, NE, LT, LE, GT, GE.
Vector Compare(etl_predicate_op op, const Vector& left, const Vector& right, const Rows& rows);

class CompareNode final : public Node {
 public:
  CompareNode(Shape shape, Place place, etl_predicate_op op, NodePtr left, NodePtr right)
      : Node(std::move(shape), std::move(place)),
        op_(op),
        left_(std::move(left)),
        right_(std::move(right)) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return {left_.get(), right_.get()}; }
  etl_predicate_op op() const { return op_; }
  const Node& left() const { return *left_; }
  const Node& right() const { return *right_; }

 private:
  etl_predicate_op op_;
  NodePtr left_, right_;
};

// AND or OR of two operands or more, from left to right: an operand is evaluated only for the rows
// that those before it have not decided.
class LogicNode final : public Node {
 public:
  LogicNode(Shape shape, Place place, bool is_and, Nodes args)
      : Node(std::move(shape), std::move(place)), is_and_(is_and), args_(std::move(args)) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return PointersTo(args_); }
  bool is_and() const { return is_and_; }

 private:
  bool is_and_;
  Nodes args_;
};

class NotNode final : public Node {
 public:
  NotNode(Shape shape, Place place, NodePtr arg)
      : Node(std::move(shape), std::move(place)), arg_(std::move(arg)) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return {arg_.get()}; }

 private:
  NodePtr arg_;
};

enum class IsTest { kNull, kTrue, kFalse };

class IsNode final : public Node {
 public:
  IsNode(Shape shape, Place place, NodePtr arg, IsTest test, bool negated)
      : Node(std::move(shape), std::move(place)),
        arg_(std::move(arg)),
        test_(test),
        negated_(negated) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return {arg_.get()}; }
  const Node& arg() const { return *arg_; }
  IsTest test() const { return test_; }
  bool negated() const { return negated_; }

 private:
  NodePtr arg_;
  IsTest test_;
  bool negated_;
};

// args: the operand, low, high.
class BetweenNode final : public Node {
 public:
  BetweenNode(Shape shape, Place place, Nodes args, bool negated)
      : Node(std::move(shape), std::move(place)), args_(std::move(args)), negated_(negated) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return PointersTo(args_); }
  bool negated() const { return negated_; }

 private:
  Nodes args_;
  bool negated_;
};

// args: the operand, then the list, all of one type.
class InNode final : public Node {
 public:
  InNode(Shape shape, Place place, Nodes args, bool negated);
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return PointersTo(args_); }
  bool negated() const { return negated_; }

 private:
  Nodes args_;
  bool negated_;
  // The constants of the list, sorted for search if there are many; the others one by one.
  std::vector<const Node*> computed_;
  Vector constants_;
  std::int64_t constant_count_ = 0;
  bool has_null_ = false;
};

}  // namespace etl::expression
