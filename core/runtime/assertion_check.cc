// SPDX-License-Identifier: Apache-2.0
#include "runtime/assertion_check.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <string>

#include "plan/quantity.h"

namespace etl::runtime {

namespace {

// What a hash in an unordered_set takes, nodes and buckets included.
constexpr std::int64_t kBytesPerKey = 48;
constexpr std::int64_t kMemoryStep = 64 << 10;

// A key as bytes that differ whenever the key does.
void AppendKey(const RecordBatch& batch, const std::vector<int>& columns, std::int64_t row,
               std::string& out) {
  out.clear();
  for (const int i : columns) {
    const Column& column = batch.column(i);
    out += column.IsNull(row) ? 'n' : 'v';
    const std::string text = column.IsNull(row) ? "" : FormatValue(column, row);
    const auto size = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    out += text;
  }
}

std::string KeyForPeople(const RecordBatch& batch, const std::vector<int>& columns,
                         std::int64_t row) {
  std::string out;
  for (const int i : columns) {
    out += out.empty() ? "" : ", ";
    out += batch.schema()[i].name + "=" + Quoted(FormatValue(batch.column(i), row));
  }
  return out;
}

// Whether equal keys are neighbours: the columns are the first keys of the order, whatever their
// sequence.
bool OrderedBy(const Order& order, const std::vector<std::string>& columns) {
  if (order.size() < columns.size()) return false;
  return std::all_of(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(columns.size()),
      [&](const OrderKey& key) { return std::ranges::find(columns, key.column) != columns.end(); });
}

}  // namespace

AssertionCheck::AssertionCheck(const std::vector<plan::Assertion>& assertions, const Schema& schema,
                               const Order& order, StepMemory& memory)
    : memory_(memory) {
  for (const plan::Assertion& assertion : assertions) {
    if (assertion.kind == plan::Assertion::Kind::kNotNull) not_null_.push_back(&assertion);
    if (assertion.kind == plan::Assertion::Kind::kExists)
      exists_.push_back(
          {schema.Find(assertion.columns[0]).value(), &assertion, NearestValues(assertion.value)});
    if (assertion.kind != plan::Assertion::Kind::kUnique) continue;
    Unique unique;
    unique.assertion = &assertion;
    unique.ordered = OrderedBy(order, assertion.columns);
    for (const std::string& column : assertion.columns)
      unique.columns.push_back(schema.Find(column).value());
    unique_.push_back(std::move(unique));
  }
}

AssertionCheck::~AssertionCheck() {
  for (const Unique& unique : unique_) memory_.Release(unique.bytes);
}

void AssertionCheck::Check(const RecordBatch& batch) {
  for (const plan::Assertion* assertion : not_null_) CheckNotNull(*assertion, batch);
  for (Unique& unique : unique_) CheckUnique(unique, batch);
  for (Exists& exists : exists_) CheckExists(exists, batch);
  rows_ += batch.num_rows();
}

void AssertionCheck::CheckNotNull(const plan::Assertion& assertion,
                                  const RecordBatch& batch) const {
  for (const std::string& name : assertion.columns) {
    const Column& column = batch.column(batch.schema().Find(name).value());
    if (!column.may_have_nulls()) continue;
    for (std::int64_t row = 0; row < batch.num_rows(); ++row)
      if (column.IsNull(row))
        throw DataError("assert not_null: the value is null").Column(name).Row(rows_ + row);
  }
}

void AssertionCheck::CheckUnique(Unique& unique, const RecordBatch& batch) {
  std::string key;
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    AppendKey(batch, unique.columns, row, key);
    bool fresh = true;
    if (unique.ordered) {
      fresh = (rows_ + row == 0) || key != unique.previous;
      unique.previous = key;
    } else {
      const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
      fresh = unique.seen.insert({hash.low64, hash.high64}).second;
      const auto needed = static_cast<std::int64_t>(unique.seen.size()) * kBytesPerKey;
      if (needed > unique.bytes) {
        if (!memory_.Try(kMemoryStep))
          throw EnvironmentError("assert unique: {} keys are all that the memory holds",
                                 unique.seen.size())
              .Hint("raise --memory, or check it where the stream is ordered by these columns");
        unique.bytes += kMemoryStep;
      }
    }
    if (!fresh)
      throw DataError("assert unique: stands twice: {}", KeyForPeople(batch, unique.columns, row))
          .Row(rows_ + row);
  }
}

void AssertionCheck::CheckExists(Exists& exists, const RecordBatch& batch) {
  const Column& column = batch.column(exists.column);
  for (std::int64_t row = 0; row < batch.num_rows() && !exists.found; ++row) {
    if (column.IsNull(row)) continue;
    const std::string value = FormatValue(column, row);
    exists.found = value == exists.assertion->value;
    if (!exists.found) exists.nearest.Add(value);
  }
}

void AssertionCheck::Finish() const {
  for (const Exists& exists : exists_)
    if (!exists.found)
      throw DataError("assert exists: there is no {} {}", exists.assertion->columns[0],
                      Quoted(exists.assertion->value))
          .Hint(exists.nearest.Hint());
}

void AssertionCheck::CheckCounts(const std::vector<plan::Assertion>& assertions, std::int64_t rows,
                                 const StepCounters& counters) {
  for (const plan::Assertion& assertion : assertions) {
    if (assertion.kind != plan::Assertion::Kind::kMetric) continue;
    const auto metric = counters.metrics.find(assertion.metric);
    const std::int64_t value = assertion.metric == "rows"         ? rows
                               : assertion.metric == "rejects"    ? counters.rejected
                               : metric == counters.metrics.end() ? 0
                                                                  : metric->second;
    if (assertion.min && value < *assertion.min)
      throw DataError("assert {}: at least {} expected, got {}", assertion.metric,
                      plan::FormatCount(*assertion.min), plan::FormatCount(value));
    if (assertion.max && value > *assertion.max)
      throw DataError("assert {}: at most {} expected, got {}", assertion.metric,
                      plan::FormatCount(*assertion.max), plan::FormatCount(value));
  }
}

}  // namespace etl::runtime
