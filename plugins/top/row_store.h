// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "etl/context.h"
#include "etl/gather.h"

namespace etl::top {

// Copies of rows, in memory that the host grants. Rows that nobody refers to any more go when the
// store is packed. One thread.
class RowStore {
 public:
  using Refs = std::vector<RowRef*>;

  // `ref_bytes`: what the caller holds for each row.
  RowStore(Context& context, Schema schema, std::size_t ref_bytes)
      : context_(context),
        schema_(std::move(schema)),
        ref_bytes_(static_cast<std::int64_t>(ref_bytes)) {}
  ~RowStore() { Clear(); }
  RowStore(const RowStore&) = delete;

  const Schema& schema() const { return schema_; }
  // To be indexed by RowRef::batch.
  const std::vector<RecordBatch>& batches() const { return batches_; }

  // Rows of a batch that is not ours can be referred to until End.
  void Begin(const RecordBatch& batch) { batches_.push_back(batch); }
  // `fresh` refer to that batch; its rows are copied, the refs set to the copies. `live` is how
  // many rows are in use altogether, and `all` lists them. Throws EnvironmentError if the memory
  // does not hold them.
  void End(const Refs& fresh, std::size_t live, const std::function<Refs()>& all);
  void Clear();

 private:
  void Copy(const Refs& refs, const std::vector<RecordBatch>& from, std::size_t begin,
            std::size_t count);
  void Pack(const Refs& live);
  bool IsScattered(std::size_t live) const;
  bool TakeMemory(std::size_t live);
  std::int64_t Needed(std::size_t live) const;

  Context& context_;
  const Schema schema_;
  const std::int64_t ref_bytes_;
  std::vector<RecordBatch> batches_;
  std::size_t rows_ = 0;
  std::int64_t bytes_ = 0, granted_ = 0;
};

}  // namespace etl::top
