// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sdk.h"

namespace etl::call_text {

// A piece of the text, and its byte there, for errors that point at it.
struct Piece {
  std::string text;
  std::size_t at = 0;
  bool quoted = false;
  std::string after = {};  // of a quoted argument: what stands between it and the comma
};

// "choice(cat*5, 'guinea pig') null 5%": a name, arguments in parentheses or none, words behind
// them.
struct Call {
  Piece name;
  std::vector<Piece> arguments;
  std::vector<Piece> words;
};

// Arguments are separated by commas; one in ' or " may hold anything, its own quote written twice.
// Throws ConfigError at the place in `node`.
Call ParseCall(std::string_view text, const etl_node* node);

}  // namespace etl::call_text
