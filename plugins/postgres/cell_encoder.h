// SPDX-License-Identifier: Apache-2.0
// Values of the stream as a table's binary format has them.
#pragma once

#include <string>

#include "etl/record_batch.h"
#include "plugins/postgres/column_types.h"
#include "plugins/shared/sql_sink/binding.h"

namespace etl::postgres {

// How a column of a table is written.
struct WireColumn {
  Wire wire = Wire::kOther;
  int bytes = 0;  // of an integer
};

// Whether values of such a column have a binary format that is known here.
bool HasBinaryFormat(const WireColumn& column);

// Appends the length and the bytes of a value that is not null and that CheckValue has let pass.
// Throws DataError, without its row, if the column cannot hold it.
using CellEncoder = void (*)(const Column& column, std::int64_t row,
                             const sql_sink::BoundColumn& bound, std::string& out);
CellEncoder EncoderOf(DataType from, const WireColumn& to);

// A text of PostgreSQL's holds every character but the NUL byte. Throws DataError, without its row.
void CheckText(const Column& column, std::int64_t row, const sql_sink::BoundColumn& bound);

}  // namespace etl::postgres
