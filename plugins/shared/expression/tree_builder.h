// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plugins/shared/expression/ast.h"

namespace etl::expression {

// Builds the tree from operands and operators in the order of the text (Dijkstra's two stacks), by
// the precedences of PostgreSQL, loosest first:
//   or · and · not · is · = <> < <= > >= · between in like · || · + - · * / % · unary + - · ::
// Throws SyntaxError. One thread.
class TreeBuilder {
 public:
  // A deeper tree would risk the stack of whoever walks it.
  static constexpr int kMaxHeight = 500;
  static constexpr int kMaxNesting = 200;  // of parentheses, calls and CASE

  void BeginExpression(std::size_t at);
  void EndExpression();

  void Push(SyntaxPtr operand) { operands_.push_back(std::move(operand)); }
  void Prefix(SyntaxKind kind, std::size_t at);
  void Infix(std::string symbol, std::size_t at);
  void And(std::size_t at);
  void Or(std::size_t at);

  void Negate() { negated_ = true; }  // the NOT of `not in`, `is not`, …
  void BeginIs(std::size_t at);
  void EndIs(std::string target);
  void BeginBetween(std::size_t at);
  void BeginLike(std::size_t at, std::string name);
  void EscapeWith(std::string character, std::size_t at);
  void BeginCastOfLast(std::size_t at);  // x::type
  void BeginTryCast(std::size_t at);
  void EndCast(std::string type, std::size_t type_at);

  // A group gathers the operands that follow into one node.
  void BeginGroup(SyntaxKind kind, std::size_t at, std::string name = {});
  void BeginIn(std::size_t at);
  void MarkCaseOperand() { groups_.back().node->has_operand = true; }
  void MarkCaseElse() { groups_.back().node->has_else = true; }
  void EndGroup();
  void EndInParameter();  // of BeginIn, behind a parameter that is a list

  SyntaxPtr Finish() { return Pop(); }

 private:
  struct Operator {
    SyntaxKind kind;
    int precedence;
    std::size_t at;
    std::string name;
    std::string text;
    bool negated = false;
    bool complete = true;  // a BETWEEN is not, until its AND
  };
  struct Group {
    SyntaxPtr node;
    std::size_t base;  // operands before it
  };

  SyntaxPtr Pop();
  void PushNode(SyntaxPtr node);
  static void CheckHeight(const Syntax& node);
  void Reduce(int precedence);  // applies pending operators that bind at least so tightly
  void Apply();
  bool TakeNegated();

  std::vector<SyntaxPtr> operands_;
  std::vector<Operator> operators_;
  std::vector<std::size_t> scopes_;  // operators before each open expression
  std::vector<Group> groups_;
  bool negated_ = false;
};

}  // namespace etl::expression
