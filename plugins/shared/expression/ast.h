// SPDX-License-Identifier: Apache-2.0
// What an expression's text says, before any column or type is known.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace etl::expression {

enum class SyntaxKind {
  kNull,
  kTrue,
  kFalse,
  kNumber,        // text: as written
  kText,          // text: the value
  kTypedLiteral,  // name: "date", "timestamp", …; text: the value
  kParameter,     // name, without the $
  kColumn,        // name; text: "quoted" if it is
  kNegate,
  kPlus,
  kBinary,   // name: + - * / % ||
  kCompare,  // name: = <> < <= > >=
  kAnd,      // two operands or more
  kOr,
  kNot,
  kIs,       // name: "null", "true", "false"; negated
  kIn,       // operand, then the list, or `of_list` the parameter that is one; negated
  kBetween,  // operand, low, high; negated
  kLike,     // name: "like", "ilike"; operand, pattern; text: the escape character; negated
  kCase,     // [operand,] then when and then in turns, [else]; has_operand, has_else
  kCast,     // name: the type; or_null: try_cast
  kCall,     // name, in lower case
};

// A node of the syntax tree; owns its operands. `at` is the byte offset in the expression's text
// at which a complaint about the node points: the operator's, or the first byte.
struct Syntax {
  SyntaxKind kind;
  std::size_t at;
  std::string name = {};
  std::string text = {};
  std::vector<std::unique_ptr<Syntax>> args = {};
  bool negated = false, has_operand = false, has_else = false, of_list = false;
  bool or_null = false;
  std::size_t type_at = 0;  // kCast: where the type's name is
  int height = 1;           // nodes on the longest way down: bounds every recursion over the tree
};

using SyntaxPtr = std::unique_ptr<Syntax>;

}  // namespace etl::expression
