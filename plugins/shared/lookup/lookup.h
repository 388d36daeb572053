// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "etl/transform.h"
#include "plugins/shared/lookup/fetcher.h"
#include "plugins/shared/lookup/output.h"
#include "plugins/shared/sql_source/selection.h"

namespace etl::lookup {

// Adds to each input row the rows of a table that have its key, in the order of the input. Keys are
// gathered until a statement is full, so that the number of statements depends on the distinct keys
// and not on the rows. A database's plugin derives from it and gives the Fetcher. Used by one
// thread, except the plugin's Cancel.
class Lookup : public MultiTransform {
 public:
  static constexpr std::size_t kInputs = 1;

  Schema Open(Context& context, std::vector<BatchReader> inputs) override;
  std::optional<RecordBatch> Next() override;

 protected:
  Lookup(const LookupSettings& settings, const DeclaredSchema& declared)
      : settings_(settings), declared_(declared) {}

  // Connects. Called once, in Open. Throws what Open may throw.
  virtual std::unique_ptr<Fetcher> Connect(Context& context) = 0;

  static void DescribeLookup(const LookupSettings& settings, const DeclaredSchema& declared,
                             Context& context, const std::vector<PlanInput>& inputs, Plan& plan);

  // Throws ConfigError unless the database can look up by the keys. In Connect.
  void CheckKeys(const sql_source::Selection& selection) const;
  // The same, without an instance.
  static void CheckKeys(const LookupSettings& settings, const DeclaredSchema& declared,
                        Context& context, const PlanInput& input,
                        const sql_source::Selection& selection);

 private:
  bool TakeInput();
  void Ask();
  bool Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows);
  void CountRows();

  const LookupSettings& settings_;
  const DeclaredSchema& declared_;
  Context* context_ = nullptr;
  std::optional<BatchReader> input_;
  std::optional<LookupLayout> layout_;
  std::vector<etl_value_type> key_types_;  // as the keys' values stand in statements
  std::optional<MemoryUse> memory_;
  std::optional<KeyTable> table_;
  std::optional<PendingRows> pending_;
  std::optional<Output> output_;
  std::unique_ptr<Fetcher> fetcher_;
  bool ended_ = false;  // of the input
  bool full_ = false;   // no memory for more of it
  std::int64_t reported_pairs_ = 0, reported_unmatched_ = 0;
};

}  // namespace etl::lookup
