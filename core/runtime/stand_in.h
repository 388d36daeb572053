// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/context.h"
#include "etl/order.h"
#include "etl/record_batch.h"
#include "plugin/registry.h"

namespace etl::runtime {

// Reads rows that the host has itself. Made for one run of one step, used by the step's thread.
// What it throws is the step's failure.
class StoredRows {
 public:
  virtual ~StoredRows() = default;
  // The next batch; nullopt at the end.
  virtual std::optional<RecordBatch> Next() = 0;
  // Where a row of these stands: "users.test.yaml:12:9".
  virtual std::string Locate(std::int64_t row) const = 0;
  // Of a step that reads others: what it was given, before the first call of Next.
  virtual void Input(const RecordBatch&) {}
  virtual void InputEnded() {}
};

// A component of the host's own that gives stored rows in place of a step of a pipeline. In place
// of a transform it reads all of its inputs before the first row comes, so that what stands before
// it is run as ever. Outlives the plan and the run.
class StandIn {
 public:
  using Open = std::function<std::unique_ptr<StoredRows>(Context&)>;

  // `order`: the order that the rows have; it is verified. `open` is called by each run.
  StandIn(etl_role role, Schema schema, Order order, Open open);
  StandIn(const StandIn&) = delete;

  const plugin::Component& component() const { return component_; }
  const Schema& schema() const { return schema_; }

 private:
  struct Running;
  void FillTable(etl_role role);

  etl_component c_{};
  plugin::Component component_;
  Schema schema_;
  Order order_;
  Open open_;
};

// The rows of these batches.
class BatchRows final : public StoredRows {
 public:
  // `locate` may be empty; the batches are cut to the run's size.
  BatchRows(std::vector<RecordBatch> batches, BatchLimits limits,
            std::function<std::string(std::int64_t)> locate)
      : batches_(std::move(batches)), limits_(limits), locate_(std::move(locate)) {}

  std::optional<RecordBatch> Next() override;
  std::string Locate(std::int64_t row) const override { return locate_ ? locate_(row) : ""; }

 private:
  std::vector<RecordBatch> batches_;
  BatchLimits limits_;
  std::function<std::string(std::int64_t)> locate_;
  std::size_t next_ = 0;
  std::int64_t row_ = 0;  // of batches_[next_]
};

}  // namespace etl::runtime
