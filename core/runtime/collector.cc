// SPDX-License-Identifier: Apache-2.0
#include "runtime/collector.h"

#include <algorithm>
#include <utility>

#include "etl/arrow_bridge.h"

namespace etl::runtime {

Collector::Collector(std::int64_t limit) : limit_(limit) {
  c_.size = sizeof c_;
  c_.role = ETL_SINK;
  c_.name = "preview";
  c_.help = "";
  c_.min_inputs = c_.max_inputs = 1;
  c_.self = this;
  c_.describe = [](const etl_component*, etl_host*, const etl_node*, const etl_input* const*,
                   std::size_t, etl_plan*) -> std::int32_t { return ETL_OK; };
  c_.create = [](const etl_component* c, etl_host*, const etl_node*, const etl_scan*,
                 void** instance) -> std::int32_t {
    *instance = const_cast<void*>(c->self);
    return ETL_OK;
  };
  c_.destroy = [](void*) {};
  c_.cancel = [](void*) {};
  c_.open_sink = [](void* instance, const ArrowSchema* schema) -> std::int32_t {
    static_cast<Collector*>(instance)->schema_ = ImportSchema(schema);
    return ETL_OK;
  };
  c_.write = [](void* instance, ArrowArray* batch) -> std::int32_t {
    auto* self = static_cast<Collector*>(instance);
    self->Add(ImportBatch(batch, self->schema_));
    return ETL_OK;
  };
  component_.c = &c_;
  component_.role = ETL_SINK;
  component_.name = component_.plugin_name = c_.name;
  component_.min_inputs = component_.max_inputs = 1;
}

void Collector::Add(RecordBatch batch) {
  seen_ += batch.num_rows();
  const std::int64_t rows = std::min(batch.num_rows(), limit_ - rows_);
  if (rows <= 0) return;
  rows_ += rows;
  batches_.push_back(rows < batch.num_rows() ? batch.Slice(0, rows) : std::move(batch));
}

}  // namespace etl::runtime
