// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "etl/plan.h"
#include "etl/record_batch.h"

namespace etl::plan {

// A source's `incremental: {cursor: COLUMN}`: read only what is news since the last run.
struct Incremental {
  std::string cursor;      // a column
  bool inclusive = false;  // rows that are equal to the last value once more
  // For rows that come late: so much before the last value is read once more. A number for a cursor
  // of integers, milliseconds for dates and times.
  std::optional<std::int64_t> lag_number, lag_ms;
  config::Mark mark;
};

// Reads `incremental` of a source; nullopt if there is none, or after a finding.
std::optional<Incremental> ReadIncremental(const config::Step& step, config::Findings& findings);

// How far a source has been read, as it is kept between runs.
struct CursorState {
  std::string column, type, value;  // the type as a schema says it, the value as it is printed
  // Of the run that kept it (PipelineConfig::dataset); nullopt: set by hand, good for any.
  std::optional<std::string> dataset = {};

  bool operator==(const CursorState&) const = default;
};
using CursorStates = std::map<std::string, CursorState>;  // by step

// From where on a source is read: the last value of its cursor, less the lag.
struct CursorBound {
  RecordBatch value;  // one row of one column, of the cursor's type
  RecordBatch last;   // the same, without the lag
  bool inclusive = false;
  std::optional<Predicate> wanted;  // for the source, which may let too much through
};

// Whether a column of the type can be a cursor: its values have an order that rows follow.
bool IsCursorType(DataType type);

// "bigint", "date", ...: a type as it is kept. Integers of any width are one.
std::string CursorTypeName(DataType type);

// Throws ConfigError: the column's type is none for a cursor, the kept state is of another column,
// type or dataset, whose rows it says nothing of, or the lag does not fit it.
void CheckCursor(const Incremental& incremental, const Field& column, const CursorState* last,
                 const std::string& dataset);
// After CheckCursor.
CursorBound MakeBound(const Incremental& incremental, const Field& column, const CursorState& last);

// One row of one column. Throws ConfigError where the text is no value of the type.
RecordBatch ParseCursor(const Field& column, const std::string& value);

}  // namespace etl::plan
