// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace etl::expression {

// Something is wrong at one byte of an expression. Becomes a ConfigError once the option that holds
// the expression is known; never leaves this library.
class SyntaxError final : public std::runtime_error {
 public:
  SyntaxError(std::size_t at, const std::string& message, std::string hint = {})
      : std::runtime_error(message), at_(at), hint_(std::move(hint)) {}

  std::size_t at() const { return at_; }
  const std::string& hint() const { return hint_; }

 private:
  std::size_t at_;
  std::string hint_;
};

}  // namespace etl::expression
