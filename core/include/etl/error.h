// SPDX-License-Identifier: Apache-2.0
// The three ways in which a step can fail. Thrown inside C++, carried to the host as an etl_error
// at the boundary.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "etl/format.h"

ETL_SDK_BEGIN

// One line: what, where, why; values last. The setters add a place and return the same object, so
// that `throw DataError("...").Row(7).Column("id")` reads in one go.
class Error : public std::runtime_error {
 public:
  Error(etl_status status, const std::string& message)
      : std::runtime_error(message), status_(status) {}

  etl_status status() const { return status_; }
  const std::string& hint() const { return hint_; }
  const std::string& column() const { return column_; }
  const std::string& position() const { return position_; }
  std::int64_t row() const { return row_; }
  std::int64_t caret() const { return caret_; }
  const etl_node* option() const { return option_; }

 protected:
  etl_status status_;
  std::string hint_, column_, position_;
  std::int64_t row_ = -1, caret_ = -1;
  const etl_node* option_ = nullptr;
};

template <typename Self, etl_status kStatus>
class PlacedError : public Error {
 public:
  template <typename... Values>
  explicit PlacedError(std::string_view pattern, const Values&... values)
      : Error(kStatus, Format(pattern, values...)) {}

  Self Hint(std::string text) && {
    hint_ = std::move(text);
    return Take();
  }  // what to do
  Self Column(std::string name) && {
    column_ = std::move(name);
    return Take();
  }
  Self Position(std::string text) && {
    position_ = std::move(text);
    return Take();
  }  // "page 7, record 12"
  Self Row(std::int64_t row) && {
    row_ = row;
    return Take();
  }  // 0-based, of the stream
  // The option to blame, and where in its text (byte offset).
  Self Option(const etl_node* node, std::int64_t caret = -1) && {
    option_ = node;
    caret_ = caret;
    return Take();
  }

 private:
  Self Take() { return std::move(static_cast<Self&>(*this)); }
};

// The user's file or command line is wrong: exit code 2.
class ConfigError final : public PlacedError<ConfigError, ETL_CONFIG_ERROR> {
  using PlacedError::PlacedError;
};

// The world is: a host, a credential, a certificate, a timeout, a disk: exit code 3.
class EnvironmentError final : public PlacedError<EnvironmentError, ETL_ENVIRONMENT_ERROR> {
  using PlacedError::PlacedError;
};

// The input is: a value, a row, an order that is not as declared: exit code 1.
class DataError final : public PlacedError<DataError, ETL_DATA_ERROR> {
  using PlacedError::PlacedError;
};

// A commit was sent and its answer was lost: exit code 5, unless the host can find out.
class UnknownOutcome final : public PlacedError<UnknownOutcome, ETL_UNKNOWN_OUTCOME> {
  using PlacedError::PlacedError;
};

// The step was asked to stop, or its input failed and has said so already. Carries no message to
// the user.
class Cancelled final : public Error {
 public:
  Cancelled() : Error(ETL_CANCELLED, "cancelled") {}
};

ETL_SDK_END
