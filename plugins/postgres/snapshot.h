// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/postgres/connection.h"

namespace etl::postgres {

// A connection in one read-only transaction: all statements see the same state of the database. Its
// settings do not depend on the server's: UTC, ISO dates, strings as the standard has them, no
// statement_timeout, which would count the reader's pauses. They end with it, as a pooler may give
// the session to somebody else. For one thread.
class Snapshot {
 public:
  Snapshot(const ConnectionOptions& options, Context& context, Interrupter& interrupter);

  Connection& connection() { return connection_; }
  // Throws if the server would not run the query.
  void Check(const std::string& sql) { Explain(sql); }
  // Whether the query's rows come in its order as the server reads them, without a sort.
  bool ReadsInOrder(const std::string& sql);

 private:
  void Begin();
  // A line of the plan each. Says also what the user must not read, which a description does not.
  std::vector<TextRow> Explain(const std::string& sql) {
    return connection_.Query("EXPLAIN (COSTS) " + sql);
  }

  Connection connection_;
};

}  // namespace etl::postgres
