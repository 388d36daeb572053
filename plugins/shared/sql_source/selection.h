// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plugins/shared/sql_source/select.h"

namespace etl::sql_source {

// What a database is asked while the plan is made.
class Planner {
 public:
  virtual ~Planner() = default;

  // Throws if the statement would not run.
  virtual void Check(const Statement& statement) = 0;
  // Whether its rows come in its order as they are read, without a sort.
  virtual bool ReadsInOrder(const Statement& statement) = 0;
};

// What the plan and the run both begin with: the table or query as it is, and the stream's columns
// in it. Refers to the rules and what they are made of, which must outlive it.
class Selection {
 public:
  // Throws ConfigError where the options do not fit what is there.
  Selection(const SelectOptions& options, SelectInput input, Relation relation, const Rules& rules,
            const ParamLookup& param, Values values);

  Statement Select(const Scan& accepted) const { return Build(accepted, values_); }
  // The rows of these keys, of all columns, in the order of a unique key unless `keys` hold one;
  // and the form of that statement.
  Statement SelectKeys(const KeySet& keys) const { return BuildKeys(keys, values_); }
  std::string ShapeOf(const KeySet& keys) const { return BuildKeys(keys, Values::kShape).text; }
  // Throws ConfigError unless the database can compare the column with values of this type so that
  // it lets through too many rows, if anything.
  void CheckKey(const std::string& column, etl_value_type value) const;

  std::vector<BoundColumn> Columns(const Scan& accepted) const {
    return Project(columns_, accepted);
  }
  void MakeOffer(const Scan& wanted, Planner& planner, Offer& offer) const;

 private:
  Statement Build(const Scan& accepted, Values values) const {
    return BuildSelect(input_, columns_, relation_, rules_, accepted, param_, values);
  }

  Statement BuildKeys(const KeySet& keys, Values values) const;

  const SelectOptions& options_;
  SelectInput input_;
  Relation relation_;
  const Rules& rules_;
  const ParamLookup& param_;
  Values values_;
  std::vector<BoundColumn> columns_;
};

}  // namespace etl::sql_source
