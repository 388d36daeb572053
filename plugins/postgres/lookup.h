// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "etl/plugin.h"
#include "plugins/postgres/interrupter.h"
#include "plugins/postgres/options.h"
#include "plugins/shared/lookup/lookup.h"

namespace etl::postgres {

using PostgresLookupOptions = lookup::LookupOptions<ConnectionOptions>;

namespace detail {
// Made before the base class that refers to it.
struct LookupOptionsHolder {
  PostgresLookupOptions options;
};
}  // namespace detail

// Looks rows up in a table or query of a PostgreSQL database. Used by one thread, except
// Cancel.
class PostgresLookup final : private detail::LookupOptionsHolder, public lookup::Lookup {
 public:
  using Options = PostgresLookupOptions;

  explicit PostgresLookup(PostgresLookupOptions read)
      : LookupOptionsHolder{std::move(read)}, Lookup(options, options.schema) {}

  static void Describe(const PostgresLookupOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const PostgresLookupOptions& options, Context& context,
                    const std::vector<PlanInput>& inputs, CheckReport& report);
  void Cancel() noexcept { interrupter_.Cancel(); }

 private:
  std::unique_ptr<lookup::Fetcher> Connect(Context& context) override;

  Interrupter interrupter_;
};

}  // namespace etl::postgres
