// SPDX-License-Identifier: Apache-2.0
// A SQL scalar expression over the columns of a batch: what `select` and `filter` are made of.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/context.h"
#include "etl/options.h"
#include "etl/record_batch.h"

namespace etl::expression {

class Node;

// Immutable once bound, cheap to copy; may be evaluated by several threads at once. Its errors
// point into the option it was written in, so that option must outlive it.
class BoundExpression {
 public:
  // Throws ConfigError, with the option and a caret, for whatever is wrong before a row is seen:
  // syntax, names, types. A parameter that does not exist is InputFailed: the host reports it.
  // A value that cannot be computed is blamed on the column that it came from, if that is clear,
  // else on `result`.
  static BoundExpression Bind(const Expression& expression, const Schema& schema,
                              const Context& context, std::string result = {});

  // The result's type and what else is known of it; the name is empty.
  const Field& field() const { return field_; }
  // The input columns that it reads, each once, in the schema's order.
  const std::vector<std::string>& columns() const { return columns_; }
  // The column that it is, if it is nothing but a reference to one.
  const std::optional<std::string>& plain_column() const { return plain_column_; }

  // One value per row of a batch of the schema that it was bound to. A plain reference shares the
  // batch's column. Throws DataError with the row, counted from `first_row`.
  Column Evaluate(const RecordBatch& batch, std::int64_t first_row = 0) const;

  // Of a condition: the parts, joined by AND, of the form `column op constant`. Every row for which
  // the condition is true satisfies them all.
  std::vector<Predicate> PushableConjuncts() const;

 private:
  BoundExpression(std::shared_ptr<const Node> root, const Schema& schema);

  std::shared_ptr<const Node> root_;
  Field field_;
  std::vector<std::string> columns_;
  std::optional<std::string> plain_column_;
};

// For options that name columns: as a column reference in an expression is resolved. Throws
// ConfigError at `option`.
int FindColumn(const Schema& schema, std::string_view name, const etl_node* option);

}  // namespace etl::expression
