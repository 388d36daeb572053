// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "plugins/sort_merge_join/sort_merge_join.h"

namespace etl::join {
namespace {

std::string Note(const JoinOptions& options) {
  const JoinType type = TypeOf(options);
  if (type == JoinType::kSemi) return "left rows that have a partner";
  if (type == JoinType::kAnti) return "left rows that have no partner";
  return options.type + " join, match " + options.match + "; holds the right rows of one key";
}

// An input whose rows without a partner are not in the output may lose them early. A duplicate that
// `unique` complains of may be among them.
void AllowReductions(const JoinOptions& options, const JoinLayout& layout, const Schema& left,
                     const Schema& right, Plan& plan) {
  if (MatchOf(options) == Match::kUnique) return;
  std::vector<std::string> of_left, of_right;
  for (const CompareKey& key : layout.keys) {
    of_left.push_back(left[key.left].name);
    of_right.push_back(right[key.right].name);
  }
  const JoinType type = TypeOf(options);
  if (!KeepsLeft(type)) plan.AllowReduction({0, 1, of_left, of_right, "unmatched_left"});
  if (!KeepsRight(type)) plan.AllowReduction({1, 0, of_right, of_left, "unmatched_right"});
}

}  // namespace

void SortMergeJoin::Describe(const JoinOptions& options, Context& context,
                             const std::vector<PlanInput>& inputs, Plan& plan) {
  const Side left{inputs.at(0).name, inputs[0].schema}, right{inputs.at(1).name, inputs[1].schema};
  const JoinLayout layout = MakeLayout(options, left, right);
  plan.SetSchema(layout.schema);
  plan.SetKind(Kind::kByKey);
  plan.RequireOrder(0, layout.left_order(left.schema));
  plan.RequireOrder(1, layout.right_order(right.schema));
  plan.SetOrder(layout.order);
  // Two batches of a group in memory; what is larger and finds no room goes to disk.
  plan.SetMinimumMemory(2 * context.batch_limits().bytes);
  for (const CompareKey& key : layout.keys) {
    plan.Needs(0, left.schema[key.left].name);
    plan.Needs(1, right.schema[key.right].name);
  }
  for (int i = 0; i < layout.schema.size(); ++i) {
    const OutputColumn& from = layout.columns[static_cast<std::size_t>(i)];
    if (from.left >= 0) plan.AddLineage(i, 0, left.schema[from.left].name);
    if (from.right >= 0) plan.AddLineage(i, 1, right.schema[from.right].name);
  }
  AllowReductions(options, layout, left.schema, right.schema, plan);
  plan.AddNote(Note(options));
}

}  // namespace etl::join
