// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/selection.h"

#include <algorithm>
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
  const std::string place = BlameSql(
      options_, [&] { return PlaceSort(options_, relation_, wanted, reads_in_order, accepted); });
  if (accepted.columns) offer.AcceptColumns();
  for (const std::size_t i : accepted.predicates) offer.AcceptPredicate(i);
  if (accepted.order > 0) offer.AcceptOrder(accepted.order);
  if (accepted.tie) offer.AcceptTie();
  if (accepted.limit) offer.AcceptLimit();
  // So that a mistake in it shows now.
  BlameSql(options_, [&] { planner.Check(Select(accepted.scan)); });
  offer.SetSchema(SchemaOf(Columns(accepted.scan)));
  offer.SetExplain(Build(accepted.scan, Values::kLiterals).text +
                   (place.empty() ? "" : " -- " + place));
  if (relation_.rows) offer.SetEstimate(*relation_.rows);
}

// A table's unique key is made of quoted names, and sometimes of a hidden row number.
Statement Selection::BuildKeys(const KeySet& keys, Values values) const {
  const auto is_asked = [&](const std::string& term) {
    return std::any_of(columns_.begin(), columns_.end(), [&](const BoundColumn& column) {
      return column.source &&
             std::find(keys.columns.begin(), keys.columns.end(), column.field.name) !=
                 keys.columns.end() &&
             term == sql_dialect::QuoteIdentifier(rules_.dialect(), column.source->field.name);
    });
  };
  Scan scan;
  scan.tie = !std::all_of(relation_.key.begin(), relation_.key.end(), is_asked);
  return BuildSelect(input_, columns_, relation_, rules_, scan, param_, values, &keys);
}

void Selection::CheckKey(const std::string& column, etl_value_type value) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const BoundColumn& bound) {
    return bound.field.name == column;
  });
  if (found == columns_.end() || !found->source)
    throw ConfigError("there is no column {} to look up by", column);
  const Comparable comparable = rules_.Compares(*found, value);
  if (comparable == Comparable::kNothing || comparable == Comparable::kLowerBound)
    throw ConfigError("the database cannot look up `{}`, which is {} there, by values of this type",
                      column,
                      found->source->field.sql_type.empty() ? "of no declared type"
                                                            : found->source->field.sql_type)
        .Hint("CAST it in a `query`, or join the two with sort_merge_join");
}

}  // namespace etl::sql_source
