// SPDX-License-Identifier: Apache-2.0
// The bound tree: every node knows its type, and evaluates itself for a whole batch at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/shared/expression/kernel.h"

namespace etl::expression {

// What is known of a node's values before a row is seen.
struct Shape {
  DataType type;
  bool nullable = true;
  int max_chars = 0;          // of a text, in code points; 0: unknown
  std::string sql_type = {};  // of a column, kept by functions that keep type and length
};

// Immutable; may be evaluated by several threads at once.
class Node {
 public:
  Node(Shape shape, Place place) : shape_(std::move(shape)), place_(std::move(place)) {}
  virtual ~Node() = default;

  // The values of the active rows; others are unspecified. Throws DataError.
  virtual Vector Evaluate(const Rows& rows) const = 0;
  // The operands, for those who walk the tree.
  virtual std::vector<const Node*> operands() const { return {}; }

  const Shape& shape() const { return shape_; }
  DataType type() const { return shape_.type; }
  const Place& place() const { return place_; }

 private:
  Shape shape_;
  Place place_;
};

using NodePtr = std::unique_ptr<Node>;
using Nodes = std::vector<NodePtr>;

// A column of the batch, by its index.
class ColumnNode final : public Node {
 public:
  ColumnNode(Shape shape, Place place, int index)
      : Node(std::move(shape), std::move(place)), index_(index) {}
  Vector Evaluate(const Rows& rows) const override {
    return FromColumn(rows.batch->column(index_));
  }
  int index() const { return index_; }

 private:
  int index_;
};

// How a constant was written decides how it adapts to what stands beside it.
enum class Literal {
  kNone,     // a parameter, or computed: has its own type and no other
  kText,     // 'text': read as the other side's type
  kInteger,  // 12: fits any number
};

class ConstantNode final : public Node {
 public:
  ConstantNode(Shape shape, Place place, Vector value, Literal literal = Literal::kNone)
      : Node(std::move(shape), std::move(place)), value_(std::move(value)), literal_(literal) {}
  Vector Evaluate(const Rows&) const override { return value_; }
  const Vector& value() const { return value_; }
  bool is_null() const { return value_.IsNull(0); }
  Literal literal() const { return literal_; }
  bool fits_unsigned() const;  // of a whole number: 0 to 2^64 - 1

 private:
  Vector value_;
  Literal literal_;
};

// What a function does with its arguments' values; null in, null out is its own business.
using Kernel = std::function<Vector(const std::vector<Vector>& args, const Rows&, const Place&)>;

// A function that needs all of its arguments in every row.
class FunctionNode final : public Node {
 public:
  FunctionNode(Shape shape, Place place, Nodes args, Kernel kernel)
      : Node(std::move(shape), std::move(place)),
        args_(std::move(args)),
        kernel_(std::move(kernel)) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override;

 private:
  Nodes args_;
  Kernel kernel_;
};

std::vector<const Node*> PointersTo(const Nodes& nodes);
bool AnyNullable(const Nodes& nodes);

enum class CastKind {
  kAdded,    // by the binder
  kWritten,  // by the user
  kOrNull,   // by the user: null where there is no value of the type
};

// See cast.h for what it does.
class CastNode final : public Node {
 public:
  CastNode(Shape shape, Place place, NodePtr arg, CastKind kind)
      : Node(std::move(shape), std::move(place)), arg_(std::move(arg)), kind_(kind) {}
  Vector Evaluate(const Rows& rows) const override;
  std::vector<const Node*> operands() const override { return {arg_.get()}; }
  const Node& arg() const { return *arg_; }
  bool written() const { return kind_ != CastKind::kAdded; }

 private:
  NodePtr arg_;
  CastKind kind_;
};

}  // namespace etl::expression
