// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/tree_builder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "plugins/shared/expression/syntax_error.h"

namespace etl::expression {
namespace {

enum Precedence { kOr = 1, kAnd, kNot, kIs, kCompare, kMember, kConcat, kSum, kProduct, kUnary };

SyntaxPtr Make(SyntaxKind kind, std::size_t at, std::string name = {}) {
  return std::make_unique<Syntax>(Syntax{.kind = kind, .at = at, .name = std::move(name)});
}

int PrecedenceOf(const std::string& symbol) {
  if (symbol == "||") return kConcat;
  if (symbol == "+" || symbol == "-") return kSum;
  if (symbol == "*" || symbol == "/" || symbol == "%") return kProduct;
  return kCompare;
}

}  // namespace

void TreeBuilder::BeginExpression(std::size_t at) {
  if (scopes_.size() >= kMaxNesting)
    throw SyntaxError(at, "the expression is nested too deeply: more than " +
                              std::to_string(kMaxNesting) + " levels");
  scopes_.push_back(operators_.size());
}

void TreeBuilder::EndExpression() {
  Reduce(0);
  scopes_.pop_back();
}

void TreeBuilder::Prefix(SyntaxKind kind, std::size_t at) {
  operators_.push_back({kind, kind == SyntaxKind::kNot ? kNot : kUnary, at, {}, {}});
}

void TreeBuilder::Infix(std::string symbol, std::size_t at) {
  if (symbol == "!=") symbol = "<>";
  const int precedence = PrecedenceOf(symbol);
  const bool compare = precedence == kCompare;
  Reduce(compare ? precedence + 1 : precedence);
  if (compare && operators_.size() > scopes_.back() &&
      operators_.back().kind == SyntaxKind::kCompare)
    throw SyntaxError(at, "comparisons cannot be chained", "join them: a < b and b < c");
  operators_.push_back({compare ? SyntaxKind::kCompare : SyntaxKind::kBinary,
                        precedence,
                        at,
                        std::move(symbol),
                        {}});
}

void TreeBuilder::And(std::size_t at) {
  Reduce(kMember + 1);
  if (operators_.size() > scopes_.back() && !operators_.back().complete) {
    operators_.back().complete = true;
    return;
  }
  Reduce(kAnd);
  operators_.push_back({SyntaxKind::kAnd, kAnd, at, {}, {}});
}

void TreeBuilder::Or(std::size_t at) {
  Reduce(kOr);
  operators_.push_back({SyntaxKind::kOr, kOr, at, {}, {}});
}

void TreeBuilder::BeginIs(std::size_t at) {
  Reduce(kIs);
  BeginGroup(SyntaxKind::kIs, at);
  --groups_.back().base;
}

void TreeBuilder::EndIs(std::string target) {
  groups_.back().node->name = std::move(target);
  groups_.back().node->negated = TakeNegated();
  EndGroup();
}

void TreeBuilder::BeginBetween(std::size_t at) {
  Reduce(kMember);
  operators_.push_back({SyntaxKind::kBetween, kMember, at, {}, {}, TakeNegated(), false});
}

void TreeBuilder::BeginLike(std::size_t at, std::string name) {
  Reduce(kMember);
  operators_.push_back({SyntaxKind::kLike, kMember, at, std::move(name), "\\", TakeNegated()});
}

void TreeBuilder::EscapeWith(std::string character, std::size_t at) {
  Reduce(kMember + 1);
  if (operators_.size() == scopes_.back() || operators_.back().kind != SyntaxKind::kLike)
    throw SyntaxError(at, "escape belongs behind the pattern of a like");
  operators_.back().text = std::move(character);
}

void TreeBuilder::BeginCastOfLast(std::size_t at) {
  BeginGroup(SyntaxKind::kCast, at);
  --groups_.back().base;
}

void TreeBuilder::BeginTryCast(std::size_t at) {
  BeginGroup(SyntaxKind::kCast, at);
  groups_.back().node->or_null = true;
}

void TreeBuilder::EndCast(std::string type, std::size_t type_at) {
  groups_.back().node->name = std::move(type);
  groups_.back().node->type_at = type_at;
  EndGroup();
}

void TreeBuilder::BeginGroup(SyntaxKind kind, std::size_t at, std::string name) {
  groups_.push_back({Make(kind, at, std::move(name)), operands_.size()});
}

void TreeBuilder::BeginIn(std::size_t at) {
  Reduce(kMember);
  BeginGroup(SyntaxKind::kIn, at);
  --groups_.back().base;
  groups_.back().node->negated = TakeNegated();
}

void TreeBuilder::EndInParameter() {
  groups_.back().node->of_list = true;
  EndGroup();
}

void TreeBuilder::EndGroup() {
  Group group = std::move(groups_.back());
  groups_.pop_back();
  const auto first = operands_.begin() + static_cast<std::ptrdiff_t>(group.base);
  std::move(first, operands_.end(), std::back_inserter(group.node->args));
  operands_.erase(first, operands_.end());
  PushNode(std::move(group.node));
}

SyntaxPtr TreeBuilder::Pop() {
  SyntaxPtr node = std::move(operands_.back());
  operands_.pop_back();
  return node;
}

void TreeBuilder::PushNode(SyntaxPtr node) {
  for (const SyntaxPtr& arg : node->args) node->height = std::max(node->height, arg->height + 1);
  CheckHeight(*node);
  operands_.push_back(std::move(node));
}

void TreeBuilder::CheckHeight(const Syntax& node) {
  if (node.height > kMaxHeight)
    throw SyntaxError(node.at, "the expression is nested too deeply: more than " +
                                   std::to_string(kMaxHeight) + " operators inside each other");
}

void TreeBuilder::Reduce(int precedence) {
  while (operators_.size() > scopes_.back() && operators_.back().precedence >= precedence) Apply();
}

void TreeBuilder::Apply() {
  Operator op = std::move(operators_.back());
  operators_.pop_back();
  if (!op.complete)
    throw SyntaxError(op.at, "between lacks its `and`", "write: x between low and high");
  SyntaxPtr node = Make(op.kind, op.at, std::move(op.name));
  node->text = std::move(op.text);
  node->negated = op.negated;
  const bool prefix =
      op.kind == SyntaxKind::kNot || op.kind == SyntaxKind::kNegate || op.kind == SyntaxKind::kPlus;
  const std::size_t count = prefix ? 1 : op.kind == SyntaxKind::kBetween ? 3 : 2;
  // One node for a row of ANDs, however long: it does not grow in height.
  SyntaxPtr& left = operands_[operands_.size() - count];
  if ((op.kind == SyntaxKind::kAnd || op.kind == SyntaxKind::kOr) && left->kind == op.kind) {
    SyntaxPtr last = Pop();
    SyntaxPtr& row = operands_.back();
    row->height = std::max(row->height, last->height + 1);
    row->args.push_back(std::move(last));
    return CheckHeight(*row);
  }
  const auto first = operands_.end() - static_cast<std::ptrdiff_t>(count);
  std::move(first, operands_.end(), std::back_inserter(node->args));
  operands_.erase(first, operands_.end());
  PushNode(std::move(node));
}

bool TreeBuilder::TakeNegated() { return std::exchange(negated_, false); }

}  // namespace etl::expression
