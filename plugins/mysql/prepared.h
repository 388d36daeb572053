// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "etl/context.h"
#include "plugins/mysql/table_info.h"
#include "plugins/shared/sql_source/selection.h"

namespace etl::mysql {

// What is read in an open session, with all that a selection refers to. The options, the session
// and the context outlive it.
struct Prepared {
  Prepared(Session& session, const MysqlOptions& options, Context& context)
      : rules(RulesOf(session)),
        param([&context](std::string_view name) { return context.Param(name); }),
        selection(Select(session, options)) {}
  Prepared(const Prepared&) = delete;

  MysqlRules rules;
  sql_source::ParamLookup param;
  sql_source::Selection selection;

 private:
  sql_source::Selection Select(Session& session, const MysqlOptions& options) const {
    sql_source::SelectInput input = sql_source::InputOf(options, rules, QuoteTable);
    sql_source::Relation relation = ReadRelation(session, options, input, rules, param);
    return {options,
            std::move(input),
            std::move(relation),
            rules,
            param,
            sql_source::Values::kLiterals};
  }
};

}  // namespace etl::mysql
