// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "etl/record_batch.h"
#include "plugin/registry.h"

namespace etl::runtime {

// A sink of the host's own that keeps the first rows: a component without options whose one
// instance is this object. Written by the sink's thread, read when that has ended.
class Collector {
 public:
  explicit Collector(std::int64_t limit);
  Collector(const Collector&) = delete;

  const plugin::Component& component() const { return component_; }
  const Schema& schema() const { return schema_; }
  std::vector<RecordBatch> TakeBatches() { return std::move(batches_); }
  std::int64_t rows() const { return rows_; }      // kept
  std::int64_t rows_seen() const { return seen_; }  // and the others

 private:
  void Add(RecordBatch batch);

  etl_component c_{};
  plugin::Component component_;
  std::int64_t limit_;
  Schema schema_;
  std::vector<RecordBatch> batches_;
  std::int64_t rows_ = 0, seen_ = 0;
};

}  // namespace etl::runtime
