// SPDX-License-Identifier: Apache-2.0
// greatest and least: nulls are left out, as in PostgreSQL.
#include <algorithm>

#include "plugins/shared/expression/build.h"
#include "plugins/shared/expression/functions.h"
#include "plugins/shared/expression/result_shape.h"
#include "plugins/shared/expression/type_rules.h"
#include "plugins/shared/expression/value_order.h"

namespace etl::expression {
namespace {

template <typename T, bool kGreatest>
Vector Extremes(DataType type, const std::vector<Vector>& values, const Rows& all) {
  const bool constant = std::all_of(values.begin(), values.end(),
                                    [](const Vector& value) { return value.constant(); });
  const Rows rows = RowsFor(all, constant);
  Vector out(type, constant);
  T* best = out.Allocate<T>(rows.count);
  std::uint8_t* valid = out.AllocateValid(rows.count);
  std::fill_n(best, rows.count, T{});
  std::fill_n(valid, rows.count, std::uint8_t{0});
  for (const Vector& value : values) {
    out.KeepAllOf(value);
    const auto from = value.values<T>();
    for (std::int64_t i = 0; i < rows.count; ++i) {
      if (value.IsNull(i)) continue;
      const bool better = kGreatest ? Less(best[i], from[i]) : Less(from[i], best[i]);
      if (!valid[i] || better) best[i] = from[i];
      valid[i] = 1;
    }
  }
  return out;
}

template <bool kGreatest>
NodePtr BindExtreme(Nodes args, const Place& place) {
  const auto common = CommonType(PointersTo(args));
  if (!common)
    Complain(place,
             Format("the arguments of {} have different types: {}",
                    kGreatest ? "greatest" : "least", NamesOf(PointersTo(args))),
             "cast them to one type");
  if (common->id == TypeId::kNull) return std::move(args[0]);
  for (NodePtr& arg : args) arg = Coerce(std::move(arg), *common);
  Shape shape = ResultShape(*common, PointersTo(args));
  shape.nullable = std::all_of(args.begin(), args.end(),
                               [](const NodePtr& arg) { return arg->shape().nullable; });
  Kernel kernel = [type = *common](const std::vector<Vector>& values, const Rows& rows,
                                   const Place&) {
    return VisitStorage(type, [&](auto example) {
      return Extremes<decltype(example), kGreatest>(type, values, rows);
    });
  };
  return MakeFunction(std::move(shape), place, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"greatest", 1, kAnyCount, "greatest(value, ...)", BindExtreme<true>},
    {"least", 1, kAnyCount, "least(value, ...)", BindExtreme<false>},
};

}  // namespace

std::span<const Function> ExtremeFunctions() { return kFunctions; }

}  // namespace etl::expression
