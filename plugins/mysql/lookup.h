// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "etl/plugin.h"
#include "plugins/mysql/interrupter.h"
#include "plugins/mysql/options.h"
#include "plugins/shared/lookup/lookup.h"

namespace etl::mysql {

using MysqlLookupOptions = lookup::LookupOptions<ConnectionOptions>;

namespace detail {
// Made before the base class that refers to it.
struct LookupOptionsHolder {
  MysqlLookupOptions options;
};
}  // namespace detail

// Looks rows up in a table or query of a MySQL or MariaDB database. Used by one thread, except
// Cancel.
class MysqlLookup final : private detail::LookupOptionsHolder, public lookup::Lookup {
 public:
  using Options = MysqlLookupOptions;

  explicit MysqlLookup(MysqlLookupOptions read)
      : LookupOptionsHolder{std::move(read)}, Lookup(options, options.schema) {}

  static void Describe(const MysqlLookupOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  static void Check(const MysqlLookupOptions& options, Context& context,
                    const std::vector<PlanInput>& inputs, CheckReport& report);
  void Cancel() noexcept { interrupter_.Cancel(); }

 private:
  std::unique_ptr<lookup::Fetcher> Connect(Context& context) override;

  Interrupter interrupter_;
};

}  // namespace etl::mysql
