// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "etl/record_batch_builder.h"
#include "plugins/shared/sql_source/select.h"

namespace etl::lookup {

// Asks one database for the rows of keys. On the lookup's thread.
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  // Sends one statement, counts it ("queries") and tells it to the host; appends the rows that
  // came, which may be more than were asked for. Calls `has_room` after every few rows; where that
  // says no, it gives the rest up and returns false, and can be asked again. Throws Error,
  // Cancelled.
  virtual bool Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows,
                     const std::function<bool()>& has_room) = 0;

  // Rows between two calls of has_room.
  static constexpr std::int64_t kRowsPerCheck = 128;
};

}  // namespace etl::lookup
