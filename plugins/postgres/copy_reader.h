// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/postgres/connection.h"

namespace etl::postgres {

// One value as the server sends it in binary; data nullptr: null.
struct Cell {
  const char* data;
  std::size_t size;
  std::string_view bytes() const { return {data, size}; }
};

// The rows of a query, by COPY in its binary format, which costs the server and us least. Ends only
// when the server has said that it sent as many rows as came. Refers to the connection; one thread.
class CopyReader {
 public:
  // Runs the query.
  CopyReader(Connection& connection, const std::string& query, std::size_t columns);

  // False after the last row.
  bool Next();
  // Of the row read last; valid until the next.
  const Cell& cell(std::size_t i) const { return cells_[i]; }
  std::int64_t rows() const { return rows_; }

 private:
  void SkipHeader(std::string_view& message);
  bool ReadRow(std::string_view message);
  [[noreturn]] void ThrowMalformed() const;

  Connection& connection_;
  std::vector<Cell> cells_;
  std::int64_t rows_ = 0;
  bool begun_ = false, ended_ = false;
};

}  // namespace etl::postgres
