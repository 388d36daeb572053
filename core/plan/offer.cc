// SPDX-License-Identifier: Apache-2.0
#include "plan/offer.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <set>

#include "arrow/boundary.h"
#include "arrow/cast.h"

namespace etl::plan {

namespace {

// What the callbacks of etl_offer write into; they must not throw into the plugin.
struct Answer {
  std::optional<Schema> schema;
  bool columns = false, tie = false, limit = false;
  std::set<std::size_t> predicates;
  std::size_t order = 0;
  std::int64_t estimate = -1, splits = 1;
  std::string explain, snapshot;
  std::exception_ptr fault;
};

Answer& Of(etl_offer* offer) { return *static_cast<Answer*>(offer->self); }

void SetSchema(etl_offer* offer, ArrowSchema* schema) {
  try {
    arrow::ValidateSchema(schema);
    Of(offer).schema = arrow::Canonicalizer(schema).schema();
  } catch (...) {
    Of(offer).fault = std::current_exception();
  }
  if (schema->release) schema->release(schema);
}

etl_offer MakeOffer(Answer& answer) {
  etl_offer offer{};
  offer.size = sizeof offer;
  offer.self = &answer;
  offer.set_schema = SetSchema;
  offer.accept_columns = [](etl_offer* o) { Of(o).columns = true; };
  offer.accept_predicate = [](etl_offer* o, size_t i) { Of(o).predicates.insert(i); };
  offer.accept_order = [](etl_offer* o, size_t n) { Of(o).order = n; };
  offer.accept_tie = [](etl_offer* o) { Of(o).tie = true; };
  offer.accept_limit = [](etl_offer* o) { Of(o).limit = true; };
  offer.set_estimate = [](etl_offer* o, std::int64_t rows) { Of(o).estimate = rows; };
  offer.set_explain = [](etl_offer* o, etl_str text) { Of(o).explain = detail::ToView(text); };
  offer.set_snapshot = [](etl_offer* o, etl_str text) { Of(o).snapshot = detail::ToView(text); };
  offer.set_splits = [](etl_offer* o, std::int64_t n) { Of(o).splits = n; };
  return offer;
}

// A component of ABI 1.0 ends before the slot.
bool HasSplits(const etl_component& component) {
  return component.size >= offsetof(etl_component, open_split) + sizeof component.open_split &&
         component.open_split;
}

// The wish, less what was not accepted.
Scan Accepted(const Scan& wanted, const Answer& answer) {
  Scan accepted;
  if (answer.columns) accepted.columns = wanted.columns;
  for (std::size_t i = 0; i < wanted.predicates.size(); ++i)
    if (answer.predicates.contains(i)) accepted.predicates.push_back(wanted.predicates[i]);
  const auto keys = static_cast<std::ptrdiff_t>(std::min(answer.order, wanted.order.size()));
  accepted.order.assign(wanted.order.begin(), wanted.order.begin() + keys);
  accepted.tie = answer.tie && wanted.tie;
  if (answer.limit) accepted.limit = wanted.limit;
  accepted.snapshot = answer.snapshot;
  return accepted;
}

}  // namespace

OfferResult AskOffer(const plugin::Component& component, StepHost& host, const OptionNode& options,
                     const Scan& wanted) {
  OfferResult result;
  if (!component.c->offer) return result;
  Answer answer;
  etl_offer offer = MakeOffer(answer);
  const detail::CScan scan(wanted);
  try {
    const std::int32_t status = arrow::CallPlugin("offer", [&] {
      return component.c->offer(component.c, host.get(), &options, scan.get(), &offer);
    });
    host.Check(status, "make an offer");
    if (answer.fault) std::rethrow_exception(answer.fault);
  } catch (const Error& error) {
    throw host.MakeFailure(error.status(), error.what(), error.hint());
  }
  result.accepted = Accepted(wanted, answer);
  result.schema = answer.schema;
  result.estimate = answer.estimate;
  if (HasSplits(*component.c)) result.splits = std::max<std::int64_t>(answer.splits, 1);
  result.explain = host.environment().secrets->Mask(answer.explain);
  return result;
}

}  // namespace etl::plan
