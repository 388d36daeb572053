// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "etl/plan.h"
#include "plugins/select/select_options.h"
#include "plugins/shared/expression/bound_expression.h"

namespace etl::select {

// What a select makes of an input's columns. Immutable once made.
class Projection {
 public:
  // Throws ConfigError.
  Projection(const SelectOptions& options, const Schema& input, const Context& context);

  const Schema& schema() const { return schema_; }
  // The longest prefix of an input's order whose columns are all there unchanged, by their new
  // names.
  Order Kept(const Order& input) const;
  // Schema, lineage, order.
  void Describe(const PlanInput& input, Plan& plan) const;
  // `first_row`: of the batch, in the input's stream. Throws DataError.
  RecordBatch Apply(const RecordBatch& batch, std::int64_t first_row) const;

 private:
  // A column of the output: one of the input, or computed.
  struct Output {
    std::string name;
    int column = -1;
    std::optional<expression::BoundExpression> computed = {};
  };

  void Keep(const SelectOptions& options);
  void KeepAll(const SelectOptions& options);
  void Rename(const SelectOptions& options);
  void Set(const SelectOptions& options, const Context& context);
  void CheckNames(const SelectOptions& options) const;
  std::vector<std::string> ColumnsOf(const Output& output) const;

  Schema input_, schema_;
  std::vector<Output> outputs_;
  std::vector<std::string> named_;  // input columns that the options name
};

}  // namespace etl::select
