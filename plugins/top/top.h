// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "etl/transform.h"
#include "plugins/top/best_rows.h"

namespace etl::top {

struct TopOptions {
  Located<std::int64_t> n;
  Located<std::vector<std::string>> order, unique, locate;

  static auto Spec() {
    return OptionSpec<TopOptions>()
        .Required("n", &TopOptions::n, "How many rows to keep.")
        .Required("order", &TopOptions::order,
                  "What comes first: COLUMN [asc|desc] [nulls first|nulls last], one or a list.")
        .Optional(
            "unique", &TopOptions::unique,
            "Columns of which no value may stand twice among the rows that are kept and those "
            "level with the last.")
        .Optional("locate", &TopOptions::locate,
                  "Columns that say in an error of `unique` where a row stands, such as a line.");
  }
};

// The first n rows of an order, out of rows in any order. Reads all rows.
class Top final : public Transform {
 public:
  using Options = TopOptions;
  explicit Top(TopOptions options) : options_(std::move(options)), left_(options_.n.value) {}

  static void Describe(const TopOptions& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan);
  Schema Open(Context& context, const Schema& input) override;
  void Process(const RecordBatch& input, BatchQueue& output) override;
  void Finish(BatchQueue& output) override;

 private:
  const TopOptions options_;
  Context* context_ = nullptr;
  Schema schema_;
  std::unique_ptr<BestRows> best_;  // none where the input is sorted
  std::int64_t left_;               // then, to be handed on
};

}  // namespace etl::top
