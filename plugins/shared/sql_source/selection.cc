// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/selection.h"

#include <utility>

#include "plugins/shared/sql_source/sort_place.h"

namespace etl::sql_source {

Selection::Selection(const SelectOptions& options, SelectInput input, Relation relation,
                     const Rules& rules, const ParamLookup& param, Values values)
    : options_(options),
      input_(std::move(input)),
      relation_(std::move(relation)),
      rules_(rules),
      param_(param),
      values_(values),
      columns_(Bind(options, relation_, rules)) {}

void Selection::MakeOffer(const Scan& wanted, Planner& planner, Offer& offer) const {
  Acceptance accepted = Accept(input_, columns_, relation_, rules_, wanted);
  const auto reads_in_order = [&](const Scan& scan) { return planner.ReadsInOrder(Select(scan)); };
  const std::string place = PlaceSort(options_, relation_, wanted, reads_in_order, accepted);
  if (accepted.columns) offer.AcceptColumns();
  for (const std::size_t i : accepted.predicates) offer.AcceptPredicate(i);
  if (accepted.order > 0) offer.AcceptOrder(accepted.order);
  if (accepted.tie) offer.AcceptTie();
  if (accepted.limit) offer.AcceptLimit();
  planner.Check(Select(accepted.scan));  // so that a mistake in it shows now
  offer.SetSchema(SchemaOf(Columns(accepted.scan)));
  offer.SetExplain(Build(accepted.scan, Values::kLiterals).text +
                   (place.empty() ? "" : " -- " + place));
  if (relation_.rows) offer.SetEstimate(*relation_.rows);
}

}  // namespace etl::sql_source
