// SPDX-License-Identifier: Apache-2.0
// From options and a scan to the one SELECT that is explained and run.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/shared/sql_source/relation.h"

namespace etl::sql_source {

// What is read, ready for the text after FROM: `table` quoted, or the trimmed `query`.
struct SelectInput {
  std::string table;  // empty: the query
  std::string query;
  std::string where;
};

SelectInput InputOf(const SelectOptions& options, const Rules& rules,
                    const std::function<std::string(std::string_view)>& quote_table);

// How much of a wanted scan the database does. `scan` is what the source will be created with.
struct Acceptance {
  bool columns = false, tie = false, limit = false;
  std::vector<std::size_t> predicates;
  std::size_t order = 0;
  Scan scan;
};
Acceptance Accept(const SelectInput& input, const std::vector<BoundColumn>& columns,
                  const Relation& relation, const Rules& rules, const Scan& wanted);

using ParamLookup = std::function<Value(std::string_view name)>;

// `values` belong to the ?1, ?2, … of the text; none in a statement of literals.
struct Statement {
  std::string text;
  std::vector<Value> values;
  // Where each column of the stream stands in the result; -1: nowhere, it is always null.
  std::vector<int> positions;
};
// kShape: the statement's form, to be shown: a ? for each value, a number in place of a list of
// keys.
enum class Values { kLiterals, kBound, kShape };

// Rows whose `columns`, named as in the stream, are together one of `rows`.
struct KeySet {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

// The statement of an accepted scan. `columns` are those of the whole stream, before projection.
Statement BuildSelect(const SelectInput& input, const std::vector<BoundColumn>& columns,
                      const Relation& relation, const Rules& rules, const Scan& accepted,
                      const ParamLookup& param, Values values, const KeySet* keys = nullptr);

// Gives the result's column names and no rows, to learn their types.
Statement BuildProbe(const SelectInput& input, const Rules& rules, const ParamLookup& param,
                     Values values);

// Runs `body`, which has the database look at the SQL of the options. What it refuses is blamed on
// `query`, or on `where`.
template <typename Body>
auto BlameSql(const SelectOptions& options, Body body) {
  try {
    return body();
  } catch (const ConfigError& error) {
    const Located<std::string>& sql = options.query.value.empty() ? options.where : options.query;
    if (error.option() || sql.value.empty()) throw;
    throw ConfigError(error).Option(sql.node.get());
  }
}

}  // namespace etl::sql_source
