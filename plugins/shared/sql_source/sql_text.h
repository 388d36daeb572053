// SPDX-License-Identifier: Apache-2.0
// Just enough of SQL's lexical grammar to find words and :parameters outside of strings, quoted
// names and comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/shared/sql_dialect/dialect.h"

namespace etl::sql_source {

struct SqlToken {
  enum class Kind { kWord, kParam, kComment, kOther };
  Kind kind = Kind::kOther;
  std::string_view text;  // of a parameter: with its colon
  int depth = 0;          // parentheses around it
};

// All of the text, in order. Backslashes escape nothing, as the sessions run so, but in
// PostgreSQL's E'' strings.
std::vector<SqlToken> Tokenize(sql_dialect::Dialect dialect, std::string_view sql);

// Without white space, comments and semicolons at its end. Throws ConfigError if it does not begin
// as a query does.
std::string_view TrimQuery(sql_dialect::Dialect dialect, std::string_view sql);

// Whether the query sorts or cuts its own result, so that it cannot become a subquery unnoticed.
bool HasOwnOrder(sql_dialect::Dialect dialect, std::string_view sql);

}  // namespace etl::sql_source
