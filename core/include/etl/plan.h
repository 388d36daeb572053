// SPDX-License-Identifier: Apache-2.0
// What a component says about itself before a row moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/arrow_bridge.h"
#include "etl/order.h"

ETL_SDK_BEGIN

// A typed constant: a parameter's value, or one side of a predicate.
struct Value {
  etl_value_type type = ETL_VALUE_NULL;
  std::int64_t integer = 0;  // int, bool, date (days since 1970-01-01)
  double real = 0;
  std::string text = {};  // text, decimal

  bool operator==(const Value&) const = default;
};

struct Predicate {
  std::string column;
  etl_predicate_op op = ETL_OP_EQ;
  std::vector<Value> values = {};
};

// Rows of `input` whose `columns` together equal `other_columns` of no row of `other` change
// nothing but that they count in `metric`.
struct Reduction {
  std::size_t input = 0, other = 0;
  std::vector<std::string> columns = {}, other_columns = {};
  std::string metric = {};
};

// What the host would like of a source; and, when the source is created, what it accepted of that.
struct Scan {
  std::optional<std::vector<std::string>> columns = {};  // nullopt: all
  std::vector<Predicate> predicates = {};
  Order order = {};
  bool tie = false;           // rows equal in `order` must come in the order of a unique key
  std::int64_t limit = -1;    // -1: all rows
  std::string snapshot = {};  // when created: what the offer set
};

struct PlanInput {
  std::string name;
  Schema schema;
  Order order;
};

enum class Kind { kRowwise = ETL_KIND_ROWWISE, kByKey = ETL_KIND_BY_KEY, kWhole = ETL_KIND_WHOLE };

namespace detail {

inline etl_str ToStr(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToView(etl_str text) { return {text.data, text.size}; }

inline etl_value ToC(const Value& value) {
  return {sizeof(etl_value), static_cast<std::uint32_t>(value.type), value.integer, value.real,
          ToStr(value.text)};
}
inline Value FromC(const etl_value& value) {
  return {static_cast<etl_value_type>(value.type), value.integer, value.real,
          std::string(ToView(value.text))};
}

// Arrays of pointers, as the ABI wants them, for as long as this object lives.
class COrder {
 public:
  explicit COrder(const Order& order) {
    for (const OrderKey& key : order)
      keys_.push_back({sizeof(etl_order_key), ToStr(key.column), key.descending, key.nulls_last});
    for (const etl_order_key& key : keys_) pointers_.push_back(&key);
  }
  const etl_order_key* const* data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }

 private:
  std::vector<etl_order_key> keys_;
  std::vector<const etl_order_key*> pointers_;
};

inline Order FromC(const etl_order_key* const* keys, std::size_t count) {
  Order order;
  for (std::size_t i = 0; i < count; ++i)
    order.push_back(
        {std::string(ToView(keys[i]->column)), keys[i]->descending != 0, keys[i]->nulls_last != 0});
  return order;
}

class CPredicate {
 public:
  explicit CPredicate(const Predicate& predicate) {
    for (const Value& value : predicate.values) values_.push_back(ToC(value));
    for (const etl_value& value : values_) pointers_.push_back(&value);
    predicate_ = {sizeof(etl_predicate), ToStr(predicate.column),
                  static_cast<std::uint32_t>(predicate.op), pointers_.data(), pointers_.size()};
  }
  CPredicate(CPredicate&&) = default;
  const etl_predicate* get() const { return &predicate_; }

 private:
  std::vector<etl_value> values_;
  std::vector<const etl_value*> pointers_;
  etl_predicate predicate_;
};

inline Predicate FromC(const etl_predicate& predicate) {
  Predicate out{
      std::string(ToView(predicate.column)), static_cast<etl_predicate_op>(predicate.op), {}};
  for (std::size_t i = 0; i < predicate.value_count; ++i)
    out.values.push_back(FromC(*predicate.values[i]));
  return out;
}

// A Scan as the ABI wants it, for as long as this object and the scan live.
class CScan {
 public:
  explicit CScan(const Scan& scan) : order_(scan.order) {
    if (scan.columns)
      for (const std::string& column : *scan.columns) columns_.push_back(ToStr(column));
    for (const Predicate& predicate : scan.predicates) predicates_.emplace_back(predicate);
    for (const CPredicate& predicate : predicates_) predicate_pointers_.push_back(predicate.get());
    static constexpr etl_str kNone{nullptr, 0};  // zero columns is not the same as all
    scan_ = {sizeof(etl_scan),
             !scan.columns      ? nullptr
             : columns_.empty() ? &kNone
                                : columns_.data(),
             columns_.size(),
             predicate_pointers_.data(),
             predicate_pointers_.size(),
             order_.data(),
             order_.size(),
             scan.tie,
             scan.limit,
             ToStr(scan.snapshot)};
  }
  const etl_scan* get() const { return &scan_; }

 private:
  COrder order_;
  std::vector<etl_str> columns_;
  std::vector<CPredicate> predicates_;
  std::vector<const etl_predicate*> predicate_pointers_;
  etl_scan scan_;
};

inline Scan FromC(const etl_scan* scan) {
  Scan out;
  if (!scan) return out;
  if (scan->columns) {
    out.columns.emplace();
    for (std::size_t i = 0; i < scan->column_count; ++i)
      out.columns->emplace_back(ToView(scan->columns[i]));
  }
  for (std::size_t i = 0; i < scan->predicate_count; ++i)
    out.predicates.push_back(FromC(*scan->predicates[i]));
  out.order = FromC(scan->order, scan->order_count);
  out.tie = scan->tie != 0;
  out.limit = scan->limit;
  if (scan->size > offsetof(etl_scan, snapshot)) out.snapshot = ToView(scan->snapshot);
  return out;
}

}  // namespace detail

// The answer of Describe. Valid during the call.
class Plan {
 public:
  explicit Plan(etl_plan* plan) : plan_(plan) {}

  // Not called by a source that cannot know its schema without I/O.
  void SetSchema(const Schema& schema) {
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    plan_->set_schema(plan_, &exported);
  }
  // The order of the output. Not called: a rowwise step keeps its input's, another has none.
  void SetOrder(const Order& order) {
    detail::COrder keys(order);
    plan_->set_order(plan_, keys.data(), keys.size());
  }
  void RequireOrder(int input, const Order& order) {
    detail::COrder keys(order);
    plan_->require_order(plan_, static_cast<std::size_t>(input), keys.data(), keys.size());
  }
  void SetKind(Kind kind) { plan_->set_kind(plan_, static_cast<std::uint32_t>(kind)); }
  // Bytes without which the step cannot work, beyond the batches in flight.
  void SetMinimumMemory(std::int64_t bytes) { plan_->set_minimum_memory(plan_, bytes); }
  // Output column `output` comes from that input column. Once any lineage is given, input columns
  // never named may be dropped at the source.
  void AddLineage(int output, int input, std::string_view column) {
    plan_->add_lineage(plan_, static_cast<std::size_t>(output), static_cast<std::size_t>(input),
                       detail::ToStr(column));
  }
  // Every row depends on that input column (a key, a condition).
  void Needs(int input, std::string_view column) { AddLineage(-1, input, column); }
  // A condition that every output row satisfies: a source may use it to send fewer rows.
  void AddPredicate(const Predicate& predicate) {
    plan_->add_predicate(plan_, detail::CPredicate(predicate).get());
  }
  // The host may drop such rows early, and counts them then.
  void AllowReduction(const Reduction& reduction) {
    std::vector<etl_str> columns, others;
    for (const std::string& column : reduction.columns) columns.push_back(detail::ToStr(column));
    for (const std::string& column : reduction.other_columns)
      others.push_back(detail::ToStr(column));
    const etl_reduction out{sizeof out,
                            reduction.input,
                            reduction.other,
                            columns.data(),
                            others.data(),
                            columns.size(),
                            detail::ToStr(reduction.metric)};
    plan_->allow_reduction(plan_, &out);
  }
  // A line for `etl explain`.
  void AddNote(std::string_view text) { plan_->add_note(plan_, detail::ToStr(text)); }

 private:
  etl_plan* plan_;
};

// The answer of Offer. What is not accepted the host does itself. Valid during the call.
class Offer {
 public:
  explicit Offer(etl_offer* offer) : offer_(offer) {}

  // The real schema, with the accepted columns only, in the order in which they will come.
  void SetSchema(const Schema& schema) {
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    offer_->set_schema(offer_, &exported);
  }
  void AcceptColumns() { offer_->accept_columns(offer_); }
  // A pushed predicate may only let too many rows through: the host applies it again, exactly.
  void AcceptPredicate(std::size_t index) { offer_->accept_predicate(offer_, index); }
  void AcceptOrder(std::size_t prefix) { offer_->accept_order(offer_, prefix); }
  void AcceptTie() { offer_->accept_tie(offer_); }
  void AcceptLimit() { offer_->accept_limit(offer_); }
  void SetEstimate(std::int64_t rows) { offer_->set_estimate(offer_, rows); }
  // Of a SplitSource: its rows can be read in so many parts. A host older than ABI 1.1 reads all in
  // one.
  void SetSplits(std::int64_t count) {
    if (offer_->size > offsetof(etl_offer, set_splits)) offer_->set_splits(offer_, count);
  }
  // What the data looks like now (sizes, times), for the instances to compare with: Scan::snapshot.
  void SetSnapshot(std::string_view snapshot) {
    if (offer_->size > offsetof(etl_offer, set_snapshot))
      offer_->set_snapshot(offer_, detail::ToStr(snapshot));
  }
  // The exact SQL or URL, for `etl explain`; the host masks it.
  void SetExplain(std::string_view text) { offer_->set_explain(offer_, detail::ToStr(text)); }

 private:
  etl_offer* offer_;
};

ETL_SDK_END
