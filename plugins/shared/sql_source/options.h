// SPDX-License-Identifier: Apache-2.0
// What every SQL source is told about its rows.
#pragma once

#include <string>
#include <vector>

#include "etl/options.h"

namespace etl::sql_source {

struct SelectOptions {
  Located<std::string> table;  // exactly one of table and query
  Located<std::string> query;
  Located<std::string> where;
  Located<StringMap> rename;  // the database's name → the column's
  DeclaredSchema schema;
  std::string sort_on = "auto";
  std::vector<std::string> order;  // the host's key; here it tells who is to sort
};

// With the connection's own keys, which differ per database.
template <typename ConnectionOptions>
struct SourceOptions : SelectOptions {
  ConnectionOptions connection;

  static auto Spec() {
    using Text = Located<std::string>;
    using Self = SourceOptions;
    return OptionSpec<Self>()
        .Connection(&Self::connection)
        .template Optional<Text>("table", &Self::table, "Table or view to read.")
        .Binding()
        .template Optional<Text>("query", &Self::query,
                                 "One SELECT, instead of a table; :param is a pipeline parameter.")
        .Sql()
        .Binding()
        .template Optional<Text>("where", &Self::where,
                                 "Condition in SQL that the rows must meet; :param as in query.")
        .Sql()
        .Binding()
        .template Optional<Located<StringMap>>("rename", &Self::rename,
                                               "Database column: name in the pipeline.")
        .Binding()
        .template Optional<DeclaredSchema>(
            "schema", &Self::schema,
            "Columns to read and their types; without it, all that the table has.")
        .Binding()
        .template Optional<std::string>(
            "sort_on", &Self::sort_on,
            "Who sorts where a step needs an order: the database (server) or etl (local). auto: "
            "the database where it reads in that order or is small, else etl.")
        .Values({"auto", "server", "local"})
        .template Optional<std::vector<std::string>>(
            "order", &Self::order,
            "The order in which the rows come: COLUMN [asc|desc] [nulls first|nulls last].");
  }
};

// What can be said of the options without a database. Throws ConfigError.
void CheckOptions(const SelectOptions& options);

}  // namespace etl::sql_source
