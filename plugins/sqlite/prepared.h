// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "etl/context.h"
#include "plugins/shared/sql_source/selection.h"
#include "plugins/sqlite/table_info.h"

namespace etl::sqlite {

// What is read of an open database, with all that a selection refers to. The options, the database
// and the context outlive it.
struct Prepared {
  Prepared(Database& database, const SqliteOptions& options, Context& context)
      : rules(RulesOf(database)),
        param([&context](std::string_view name) { return context.Param(name); }),
        selection(Select(database, options)) {}
  Prepared(const Prepared&) = delete;

  SqliteRules rules;
  sql_source::ParamLookup param;
  sql_source::Selection selection;

 private:
  sql_source::Selection Select(Database& database, const SqliteOptions& options) const {
    const auto quote = [](std::string_view name) {
      return sql_dialect::QuoteIdentifier(sql_dialect::Dialect::kSqlite, name);
    };
    sql_source::SelectInput input = sql_source::InputOf(options, rules, quote);
    sql_source::Relation relation = ReadRelation(database, options, input, rules, param);
    return {options, std::move(input),          std::move(relation), rules,
            param,   sql_source::Values::kBound};
  }
};

}  // namespace etl::sqlite
