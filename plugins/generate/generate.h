// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "etl/source.h"
#include "plugins/generate/table.h"

namespace etl::generate {

// Rows that are made up: each value is a function of the seed, the column's name and the row's
// number. One thread.
class GenerateSource final : public SplitSource {
 public:
  using Options = GenerateOptions;

  GenerateSource(GenerateOptions options, Scan scan);

  static void Describe(const GenerateOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const GenerateOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  Schema Open(Context& context) override;
  Schema OpenSplit(Context& context, std::int64_t split) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;

 private:
  void Start(const Context& context, std::int64_t first, std::int64_t end);

  const std::int64_t rows_;
  const std::vector<MadeColumn> columns_;  // those that are wanted
  std::int64_t most_rows_ = 1, step_ = 1;
  std::int64_t row_ = 0, end_ = 0;
};

}  // namespace etl::generate
