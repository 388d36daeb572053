// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>

#include "etl/plugin.h"
#include "plugins/shared/lookup/lookup.h"
#include "plugins/sqlite/options.h"

namespace etl::sqlite {

using SqliteLookupOptions = lookup::LookupOptions<ConnectionOptions>;

namespace detail {
// Made before the base class that refers to it.
struct LookupOptionsHolder {
  SqliteLookupOptions options;
};
}  // namespace detail

// Looks rows up in a table or query of a SQLite file. Used by one thread, except Cancel.
class SqliteLookup final : private detail::LookupOptionsHolder, public lookup::Lookup {
 public:
  using Options = SqliteLookupOptions;

  explicit SqliteLookup(SqliteLookupOptions read)
      : LookupOptionsHolder{std::move(read)}, Lookup(options, options.schema) {}

  static void Describe(const SqliteLookupOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const SqliteLookupOptions& options, Context& context,
                    const std::vector<PlanInput>& inputs, CheckReport& report);
  void Cancel() noexcept { cancelled_ = true; }

 private:
  std::unique_ptr<lookup::Fetcher> Connect(Context& context) override;

  std::atomic<bool> cancelled_ = false;
};

}  // namespace etl::sqlite
