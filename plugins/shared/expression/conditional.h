// SPDX-License-Identifier: Apache-2.0
// CASE and COALESCE: a branch is evaluated only for the rows that take it.
#pragma once

#include "plugins/shared/expression/node.h"

namespace etl::expression {

struct Branch {
  NodePtr when;  // a condition, or of a simple CASE the value to be equal to
  NodePtr then;
};

class CaseNode final : public Node {
 public:
  // `operand` and `otherwise` may be null.
  CaseNode(Shape shape, Place place, NodePtr operand, std::vector<Branch> branches,
           NodePtr otherwise)
      : Node(std::move(shape), std::move(place)),
        operand_(std::move(operand)),
        branches_(std::move(branches)),
        otherwise_(std::move(otherwise)) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override;

 private:
  NodePtr operand_;
  std::vector<Branch> branches_;
  NodePtr otherwise_;
};

class CoalesceNode final : public Node {
 public:
  CoalesceNode(Shape shape, Place place, Nodes args)
      : Node(std::move(shape), std::move(place)), args_(std::move(args)) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return PointersTo(args_); }

 private:
  Nodes args_;
};

}  // namespace etl::expression
