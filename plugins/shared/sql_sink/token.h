// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/shared/sql_sink/options.h"

namespace etl::sql_sink {

// What a sink into a database leaves for whoever settles it: everything but how to log in.
struct Token {
  Mode mode = Mode::kAppend;
  std::string place;  // the database, as its connection names it: a token is good for no other
  std::string table;  // as the user wrote it
  std::string staging;
  std::string run_id, step;          // the mark's key
  std::vector<std::string> columns;  // in the table
  std::vector<std::string> key;

  std::string Write() const;
  // Throws DataError if it is none.
  static Token Read(std::string_view text);
};

// A name beside a table's, no longer than the database allows, that no other run gives.
std::string NameBeside(std::string_view table, std::string_view tag, std::string_view run_id,
                       std::size_t most_characters);

// Throws EnvironmentError if the connection leads elsewhere now.
void CheckPlace(const Token& token, const std::string& place);

}  // namespace etl::sql_sink
